"""The flow: accepted, five departments side by side, one of them after another, completed."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process


def page(_: object) -> None:
    """Show nothing: nobody looks."""


class RestaurantFlow(flow.Flow):
    """Opening a restaurant."""

    process_class = Process
    lock_impl = lock.select_for_update_lock

    submit = flow.StartHandle().Next(this.accept)
    accept = flow.Handle().Next(this.split)
    split = flow.Split().Always(this.market).Always(this.fire).Always(this.health).Always(this.urban)
    market = flow.View(page).Next(this.tax)
    fire = flow.View(page).Next(this.join)
    health = flow.View(page).Next(this.join)
    urban = flow.View(page).Next(this.join)
    tax = flow.View(page).Next(this.join)
    join = flow.Join().Next(this.complete)
    complete = flow.Handle().Next(this.end)
    end = flow.End()
