"""Versioned migrations, by Alembic. Its only home, and SQLAlchemy's.

The files in `migrations/versions` are plain SQL. One that was published never changes.
"""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from tables.projections.postgres.database import Database
from tables.projections.projection import TargetAwayError

__all__ = ["MigrationError", "head", "migrate"]

_FOLDER = Path(__file__).with_name("migrations")


class MigrationError(Exception):
    """The database cannot be brought to this version. Look at the message: nothing was changed."""


def head() -> str:
    """The revision that this version of the fleet works with."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None  # noqa: S101 - the folder has migrations
    return found


async def migrate(dsn: str) -> None:
    """Bring the database to this version; several may try at once.

    Raises:
        TargetAwayError: it does not answer.
        MigrationError: the address is none, or a newer version of the fleet has been here.
    """
    try:
        url = make_url(dsn).set(drivername="postgresql+asyncpg")
    except ArgumentError as exc:
        raise MigrationError(f"FLEET_POSTGRES_DSN is no postgresql:// URL: {exc}") from exc
    database = Database(dsn)
    try:
        async with database.transaction():  # its errors say what to do
            pass
    finally:
        await database.close()
    config = _config()
    config.attributes["url"] = url
    try:
        await asyncio.to_thread(command.upgrade, config, "head")
    except CommandError as exc:
        raise MigrationError(
            f"the database is of a version that this one does not know ({exc}): a newer fleet has migrated it; "
            "run that version, or another database"
        ) from exc
    except (SQLAlchemyError, OSError, TimeoutError) as exc:
        raise TargetAwayError(f"migrations: {' '.join(str(exc).split())}") from exc


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
