def configure(_config) -> None:
    pass
