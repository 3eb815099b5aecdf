"""`make audit`: known vulnerabilities of the pinned packages (pip-audit), risky code of our own (bandit).

Exit code 1: one of them found something, or bandit could not run. Packages of which the index has no
advisories are not audited, nor is any where it cannot be reached: a line says so, and fails nothing.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
_OPTIONS = "--requirement constraints.txt --no-deps --disable-pip --format json --progress-spinner off"
_PIP_AUDIT = ("pip-audit", *_OPTIONS.split())
_BANDIT = ("bandit", "--quiet", "--configfile", "pyproject.toml", "--recursive", "osce_crawler")


def main() -> int:
    """Run both, and return the exit code."""
    found = list(_vulnerabilities())
    print("\n".join(found))
    code = subprocess.run(_BANDIT, cwd=ROOT, check=False).returncode
    print("bandit: nothing found" if code == 0 else f"bandit: see above (exit code {code})")
    return int(code != 0 or any(line.startswith("VULNERABLE") for line in found))


def _vulnerabilities() -> Iterator[str]:
    """A line for each vulnerability, and one that says of how many packages any could be known."""
    done = subprocess.run(_PIP_AUDIT, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        yield f"pip-audit: NOT AUDITED, no advisories could be had ({said[-1][:200]})"
        return
    for package in packages:
        for fault in package.get("vulns", []):
            fixed = ", ".join(fault["fix_versions"]) or "no version yet"
            yield f"VULNERABLE {package['name']} {package['version']}: {fault['id']}, mended in {fixed}"
    skipped = [package for package in packages if "skip_reason" in package]
    yield f"pip-audit: {len(packages) - len(skipped)} of {len(packages)} packages audited"
    if skipped:
        yield f"pip-audit: {len(skipped)} NOT AUDITED, the first because: {skipped[0]['skip_reason'][:200]}"


if __name__ == "__main__":
    sys.exit(main())
