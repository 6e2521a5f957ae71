"""The `linli` command: sets up, serves, imports, verifies."""


def main() -> None:
    from linli.cli.main import main as run

    run()
