"""Logs: one JSON object a line on stderr, warnings and worse, without personal data."""

import logging.config
import os
import re

import structlog

# Receipt codes and phone numbers, also with spaces or dashes between their groups.
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}")
# PostgreSQL repeats the refused row in DETAIL, a resident's words with all their lines included.
_DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*?(?=^The above exception|^During handling|\Z)", re.MULTILINE | re.DOTALL)


def without_personal_data(_logger, _method, event: dict) -> dict:
    """Blacken long numbers and database details in everything that is said, tracebacks included."""
    return {
        key: blackened(value) if isinstance(value, str) and key != "timestamp" else value
        for key, value in event.items()
    }


def blackened(text: str) -> str:
    return _LONG_NUMBER.sub("•••", _DETAIL.sub(r"\1: •••\n", text))


def configure(_config) -> None:
    common = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *common,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    level = os.environ.get("LINLI_LOG", "WARNING").upper()
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": common,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.format_exc_info,
                        without_personal_data,
                        structlog.processors.JSONRenderer(ensure_ascii=False),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "django": {"handlers": [], "level": level, "propagate": True},
                # Warns that it was started from a main module, which is how the clock starts.
                "procrastinate.blueprints": {"level": "ERROR"},
                # A mistyped address or an empty form is the visitor's affair; only our own faults are written down.
                "django.request": {"level": "ERROR" if level == "WARNING" else level},
            },
        }
    )
