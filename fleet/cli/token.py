"""`token`: a bearer token for development, signed with the secret that the workers here check tokens with."""

import getpass
import time

import click

from agents.runtime.access import Role
from fleet.access.config import rules
from fleet.access.development import known_secret, secret_file
from fleet.access.tokens import mint
from fleet.cli.errors import CONFIG, USAGE, CliError
from fleet.cli.output import Output, json_option
from fleet.settings import load_settings
from schemas.errors import InvalidError
from schemas.ids import check_student_id

__all__ = ["command"]

_HOUR = 3600


@click.command()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What the bearer is.")
@click.option("--student", help="Whom a student's token is about.")
@click.option("--subject", help="Whom it names; default the student, or the user of this machine.")
@click.option(
    "--hours", type=click.FloatRange(0, 8760, min_open=True), default=12.0, show_default=True, help="For how long."
)
@json_option
def command(*, role: str, student: str | None, subject: str | None, hours: float, as_json: bool) -> None:
    """Print a bearer token for this machine's fleet: `curl -H "Authorization: Bearer $(fleet token ...)"`."""
    if (student is not None) != (role == Role.STUDENT):
        raise CliError("--student says whom a student's token is about: give it with --role student alone", USAGE)
    try:
        about = check_student_id(student) if student is not None else None
    except InvalidError as error:
        raise CliError(str(error), USAGE) from None
    settings = load_settings()
    secret = known_secret(settings)
    if secret is None:
        raise CliError(
            f"no secret to sign with: set FLEET_AUTH_SECRET as for the workers, or start `python -m fleet dev`, which "
            f"makes {secret_file(settings)}",
            CONFIG,
        )
    seconds = max(1, round(hours * _HOUR))
    now = time.time()
    named = subject or about or getpass.getuser()
    token = mint(secret, rules(settings), subject=named, role=Role(role), seconds=seconds, now=now, student_id=about)
    out = Output(as_json=as_json)
    out.result(
        {"token": token, "role": role, "subject": named, "student_id": about, "expires": int(now) + seconds}, token
    )
