import pytest


@pytest.fixture(autouse=True)
def _look_at_the_grids_again():
    from linli.places import geometry

    geometry.forget()
    yield
    geometry.forget()
