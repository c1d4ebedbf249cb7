"""``rayvision task``: the tasks at the farm, listed, followed and steered."""

from __future__ import annotations

import click

from rayvision_plugins.cli.options import InOrder
from rayvision_plugins.cli.task import actions, changes, folder, frames, listing


@click.group(cls=InOrder)
def task() -> None:
    """List, follow and steer the tasks at the farm.

    A task is named by its number. A scene with several layers or cameras has a part for each,
    with a number of its own.
    """


for command in (
    *(listing.list_tasks, listing.show, listing.totals),
    *(frames.frames, frames.log, frames.thumbnail, frames.progress, folder.open_folder),
    *(actions.stop, actions.start, actions.retry, actions.full_speed),
    *(frames.stop_frames, frames.retry_frames),
    *(changes.overtime, changes.priority, changes.limit, changes.hardware),
    *(changes.tag, changes.untag, changes.put, actions.abort, actions.delete),
):
    task.add_command(command)
