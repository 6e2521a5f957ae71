import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_chinese():
    """A page asked for in English leaves the thread in English; the next story begins in Chinese again."""
    with translation.override("zh-hans"):
        yield
