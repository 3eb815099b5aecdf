"""What is published already, and what its description says of it."""

from typing import Any

from osce_crawler.dataset.build import Assembly
from osce_crawler.dataset.build_menus import MenuAssembly
from osce_crawler.dataset.datapackage import resources_in, schema_of
from osce_crawler.dataset.read import read_releases
from osce_crawler.dataset.tally import Tally, tally_of
from osce_crawler.items import SCHEMA_VERSION
from osce_crawler.run.state import RunState


class Published:
    """The dataset of a spider as it lies in the output folder."""

    def __init__(self, run: RunState) -> None:
        self._run = run
        self.file = run.output / f"{run.dataset}.jsonl"
        self.resources = resources_in(run.output)
        """What `datapackage.json` says of each file."""

    def tally(self) -> Tally:
        """The counts of what is published: as its description has them, if it is of this very file."""
        if self._run.published is None:
            return Tally()
        said = (
            Tally.of(self.described.get("quality")) if schema_of(self._run.output) == SCHEMA_VERSION else None
        )
        return (
            said if said is not None and self.is_as_described else tally_of(read_releases(self._run.before))
        )

    @property
    def tally_described(self) -> Tally | None:
        """The counts of the file that was described; null where it is the one that lies there, or none is."""
        return Tally.of(self.described.get("quality")) if self._run.damage is not None else None

    @property
    def described(self) -> dict[str, Any]:
        """What `datapackage.json` says of the published file."""
        described: dict[str, Any] = self.resources.get(self.file.name, {})
        return described

    @property
    def is_as_described(self) -> bool:
        """Whether the published file is, byte for byte, the one described: compared as the run began."""
        return self._run.damage is None and self.file.exists()

    def is_replaced_by(self, assembly: Assembly | MenuAssembly) -> bool:
        """Whether the file that would be published is another than the one that lies there."""
        return assembly.differs or self._run.damage is not None or not self.file.exists()
