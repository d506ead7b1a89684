"""viewflow: a flow of Django models, with the lock that its manual recommends for PostgreSQL.

Tasks of departments are ``View`` nodes, driven by their activations without HTTP; one row of history a command.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from benchmarks.peers.work import ACTOR, due_dates, later_commands

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.peers.work import Setting

APP = "benchmarks.peers.viewflow_app"


def configure(setting: Setting) -> None:
    """Set up Django."""
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    if setting.database == "postgresql":
        database: dict[str, Any] = {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": setting.socket,
            "USER": "postgres",
            "NAME": setting.name,
        }
    else:
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        options = {"timeout": 60, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": setting.url, "OPTIONS": options}
    settings.configure(
        DEBUG=False,
        SECRET_KEY="benchmarks",  # noqa: S106
        USE_TZ=True,
        DATABASES={"default": {**database, "CONN_MAX_AGE": None}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "viewflow", "viewflow.workflow", APP],
        MIGRATION_MODULES={"viewflow_app": None},
    )
    django.setup()


def prepare(setting: Setting) -> None:
    """Make the tables and the officer."""
    configure(setting)
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", run_syncdb=True, verbosity=0)
    User.objects.get_or_create(username=ACTOR)


def make(setting: Setting, _: str) -> Callable[[int], None]:
    """Return what does one case."""
    configure(setting)
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415
    from viewflow.workflow.models import Task  # noqa: PLC0415

    from benchmarks.peers.viewflow_app.flows import RestaurantFlow  # noqa: PLC0415
    from benchmarks.peers.viewflow_app.models import History  # noqa: PLC0415

    officer = User.objects.get(username=ACTOR)
    request = SimpleNamespace(user=officer)

    def record(process: int, command: str, name: str) -> None:
        History.objects.create(process=process, actor=ACTOR, at=timezone.now(), command=command, subject=name)

    def submit() -> int:
        with transaction.atomic():
            process = RestaurantFlow.submit.run(_process_data={"form": setting.form})
            record(process.pk, "submit", "")
        return process.pk

    def activation(process: int, name: str) -> Any:  # noqa: ANN401
        active = ["NEW", "ASSIGNED", "STARTED"]
        node = getattr(RestaurantFlow, name)
        task = Task.objects.select_related("process").get(process_id=process, flow_task=node, status__in=active)
        return task.flow_task.activation_class(task)

    def command(process: int, what: str, name: str) -> None:
        with RestaurantFlow.lock(process):
            node = activation(process, name or what)
            if what == "start":
                node.task.data = {"due": due_dates()[name]}
                node.assign(officer)
            elif what == "grant":
                node.start(request)
                node.execute()
            else:
                node.run(None)
                node.execute()
            record(process, what, name)

    def run_case(_: int) -> None:
        process = submit()
        for what, name in later_commands():
            command(process, what, name)

    return run_case
