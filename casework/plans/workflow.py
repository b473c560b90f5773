"""Which state of a goal, and of an action under it, may follow which, on one screen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class GoalState(models.TextChoices):
    OPEN = "open", _("In work")
    REACHED = "reached", _("Reached")
    PARTLY = "partly", _("Reached in part")
    DROPPED = "dropped", _("Given up")


class ActionState(models.TextChoices):
    TODO = "todo", _("To do")
    DOING = "doing", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("No longer needed")


GOAL_MOVES: dict[str, frozenset[str]] = {
    "open": frozenset({"reached", "partly", "dropped"}),
    "reached": frozenset({"open"}),
    "partly": frozenset({"open", "reached"}),
    "dropped": frozenset({"open"}),
}
ACTION_MOVES: dict[str, frozenset[str]] = {
    "todo": frozenset({"doing", "done", "dropped"}),
    "doing": frozenset({"todo", "done", "dropped"}),
    "done": frozenset({"todo"}),
    "dropped": frozenset({"todo"}),
}
UNDER_WAY = ("todo", "doing")


class PlanMoveRefused(Exception):
    """This state may not follow that one."""


def check_plan_move(moves: dict[str, frozenset[str]], state: str, target: str) -> None:
    if target not in moves.get(state, frozenset()):
        raise PlanMoveRefused(f"{state} -> {target}")
