"""Migration operations for row security: the second lock on every door.

A policy says which rows the web role may touch whatever the Python code asks for. The owner of the tables
(migrations, demo data) sees every row; nobody signs in as the owner to work.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

OWN = "organisation_id = (select app.org())"


class RowSecurity(Operation):
    """Switch row security on for a table. `read`, `write` and `change` are SQL conditions on a row."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, read: str = OWN, write: str = OWN, change: str = "", remove: str = "") -> None:
        self.table, self.read, self.write = table, read, write
        self.change, self.remove = change or write, remove or write

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {"read": self.read, "write": self.write, "change": self.change, "remove": self.remove}
        return (self.__class__.__name__, [self.table], kwargs)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing of the models changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in self.statements():
            schema_editor.execute(statement)

    def statements(self) -> list[str]:
        table = self.table
        return [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy owner_all on {table} to current_user using (true) with check (true)",
            f"create policy may_read on {table} for select using ({self.read})",
            f"create policy may_add on {table} for insert with check ({self.write})",
            f"create policy may_change on {table} for update using ({self.change}) with check ({self.change})",
            f"create policy may_remove on {table} for delete using ({self.remove})",
        ]

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for policy in ("may_read", "may_add", "may_change", "may_remove", "owner_all"):
            schema_editor.execute(f"drop policy {policy} on {self.table}")
        schema_editor.execute(f"alter table {self.table} no force row level security")
        schema_editor.execute(f"alter table {self.table} disable row level security")

    def describe(self) -> str:
        return f"Row security on {self.table}"


class SameOrganisation(Operation):
    """A foreign key that cannot cross organisations: (column, organisation_id) must exist together in the target."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, column: str, target: str) -> None:
        self.table, self.column, self.target = table, column, target

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [self.table, self.column, self.target], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing of the models changes."""

    @property
    def constraint(self) -> str:
        return f"{self.table}_{self.column}_same_org"[:63]

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(
            f"create unique index if not exists {self.target}_id_org on {self.target} (id, organisation_id)"
        )
        schema_editor.execute(
            f"alter table {self.table} add constraint {self.constraint} foreign key ({self.column}, organisation_id) "
            f"references {self.target} (id, organisation_id) deferrable initially deferred"
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(f"alter table {self.table} drop constraint {self.constraint}")

    def describe(self) -> str:
        return f"{self.table}.{self.column} stays inside its organisation"


class AppendOnly(Operation):
    """Rows that are added and read, never changed and never removed, whoever asks."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [self.table], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing of the models changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(
            f"create trigger append_only before update or delete on {self.table} "
            "for each row execute function app.refuse_change()"
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(f"drop trigger append_only on {self.table}")

    def describe(self) -> str:
        return f"{self.table} is append-only"
