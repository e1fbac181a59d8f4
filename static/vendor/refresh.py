"""Fetch what others made and we serve: run by `make vendor`, after a version below was changed.

Each package is packed by npm, compared with its digest, and reduced to the files that the pages use.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

TABLER = "1.6.1"
ICONS = "3.51.0"

INTEGRITY = {
    f"@tabler/core@{TABLER}": "sha512-lgmR9gcxRp5JlLxcmRi9Rz85JrEvH6Bz71KnlcPVSa97wtwQNjgSs3g3fxwbAlulHyRMghhIV04QUuW3pqDsIg==",  # noqa: E501
    f"@tabler/icons@{ICONS}": "sha512-0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g==",  # noqa: E501
}

ICON_NAMES = """
adjustments-horizontal alert-circle alert-triangle api arrow-back-up arrow-down arrow-forward-up arrow-up bolt
brand-elastic brand-graphql brand-mongodb brand-mysql check chevron-down chevron-left chevron-right chevron-up
circle-check circle-dashed circle-x clipboard cloud code copy cpu database database-plus dots download external-link
eye eye-off file-code file-zip files filter folder folder-open folders git-branch git-commit git-compare grip-vertical
history info-circle key layout-distribute-horizontal link list-details lock logout mail maximize menu-2 minus moon
pencil player-stop plug-connected plus puzzle refresh search selector server-2 settings shield shield-exclamation
sitemap stack-2 sun table template trash upload user users variable world x
""".split()

OWN_ICONS = {
    # PostgreSQL is known by an elephant, which Tabler does not draw
    "elephant": [
        "M4 19v-8a7 7 0 0 1 7 -7h3a6 6 0 0 1 6 6v6.5a1.75 1.75 0 0 1 -3.5 0v-2.5",
        "M16.5 14c-3.5 .5 -5.5 -1.5 -5.5 -5",
        "M4 19h4v-3.5h4v3.5h4.5v-5",
        "M16 9v.01",
    ],
}

HERE = Path(__file__).parent
SPRITE = HERE.parent / "img" / "icons.svg"
BASE_TEMPLATE = HERE.parent.parent / "templates" / "base.html"


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        core = unpack(f"@tabler/core@{TABLER}", Path(scratch, "core"))
        icons = unpack(f"@tabler/icons@{ICONS}", Path(scratch, "icons"))
        licence = (icons / "LICENSE").read_text()
        write_tabler(core / "dist/css/tabler.min.css", licence)
        write_sprite(icons / "icons/outline", licence)
        write_module("codemirror", "@codemirror/view", Path(scratch, "codemirror"))
        styles = {"@antv/x6/es/common/css-loader/index.js": "no_styles.js"}
        write_module("x6", "@antv/x6", Path(scratch, "x6"), styles)
    if f"tabler-{TABLER}" not in BASE_TEMPLATE.read_text():
        print(f"templates/base.html does not name tabler-{TABLER} yet.")


def unpack(package: str, folder: Path) -> Path:
    """The files of an npm package in `folder`. Raises SystemExit where they are not those that were reviewed."""
    folder.mkdir()
    command = ["npm", "pack", "--json", "--silent", "--pack-destination", str(folder), package]
    packed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    entry = (packed if isinstance(packed, list) else list(packed.values()))[0]
    if entry["integrity"] != INTEGRITY[package]:
        raise SystemExit(f"{package} is not the one that was reviewed: its digest is {entry['integrity']}.")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def write_tabler(stylesheet: Path, licence: str) -> None:
    """Keep the stylesheet alone, without the map that it names, and its licence.

    The npm package brings no licence file; its banner names MIT and the holders.
    """
    for old in HERE.glob("tabler-*"):
        shutil.rmtree(old)
    folder = HERE / f"tabler-{TABLER}"
    folder.mkdir()
    css = stylesheet.read_text()
    (folder / "tabler.min.css").write_text(re.sub(r"/\*# sourceMappingURL=\S+ \*/\s*$", "\n", css))
    holders = "\n".join(re.findall(r"Copyright [^\n]+", css[:1000]))
    (folder / "LICENSE").write_text(re.sub(r"Copyright [^\n]+", holders, licence, count=1))
    print(f"{folder.name}/tabler.min.css: {len(css):,} bytes")


def write_module(name: str, package: str, scratch: Path, replaced: dict[str, str] | None = None) -> None:
    """What `<name>-recipe/` names as one module, in the versions and with the digests that stand there.

    The module takes its version from `package`, its main part. `replaced` are files of installed packages, by their
    path below node_modules, in whose place one of the recipe is bundled.
    """
    shutil.copytree(HERE / f"{name}-recipe", scratch)
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(scratch)]
    subprocess.run(install, check=True)
    for path, own in (replaced or {}).items():
        assert (scratch / "node_modules" / path).exists(), f"{package} has no {path} any more."
        shutil.copy(scratch / own, scratch / "node_modules" / path)
    packages = [file for file in sorted(scratch.glob("node_modules/**/package.json")) if licence_beside(file)]
    version = json.loads((scratch / "node_modules" / package / "package.json").read_text())["version"]
    for old in HERE.glob(f"{name}-[0-9]*"):
        shutil.rmtree(old)
    folder = HERE / f"{name}-{version}"
    folder.mkdir()
    options = [
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--legal-comments=none",
        "--log-level=warning",
    ]
    bundle = folder / f"{name}.min.js"
    esbuild = scratch / "node_modules/esbuild/bin/esbuild"
    subprocess.run([str(esbuild), str(scratch / f"{name}.js"), *options, f"--outfile={bundle}"], check=True)
    (folder / "LICENSE").write_text(licences_of(packages))
    print(f"{folder.name}/{name}.min.js: {bundle.stat().st_size:,} bytes")


def licence_beside(manifest: Path) -> Path | None:
    """The licence of an installed package; some spell it LICENSE.md."""
    return next((file for file in sorted(manifest.parent.glob("LICENSE*")) if file.is_file()), None)


def licences_of(manifests: list[Path]) -> str:
    """The licences of all bundled packages, each named."""
    found = []
    for manifest in manifests:
        package = json.loads(manifest.read_text())
        if package.get("name", "").split("/")[0] not in ("esbuild", "@esbuild"):
            file = licence_beside(manifest)
            assert file
            licence = file.read_text().strip()
            found.append(f"{package['name']} {package['version']}\n\n{licence}\n")
    return f"\n{'-' * 72}\n\n".join(found)


def write_sprite(outlines: Path, licence: str) -> None:
    """One file with every icon, as <symbol id="i-name">, to be used by <use href="…/icons.svg#i-name">."""
    symbols = [symbol(name, paths_of(outlines / f"{name}.svg")) for name in ICON_NAMES]
    symbols += [symbol(name, [f'<path d="{path}" />' for path in paths]) for name, paths in OWN_ICONS.items()]
    banner = f"Tabler Icons {ICONS}\n\n{licence.strip()}\n\nOurs: {', '.join(OWN_ICONS)}."
    body = "\n".join(symbols)
    SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n<!--\n{banner}\n-->\n{body}\n</svg>\n')
    print(f"{SPRITE.name}: {len(symbols)} icons")


def paths_of(file: Path) -> list[str]:
    """The strokes of an icon, without the transparent square that Tabler puts behind them."""
    shapes = re.findall(r"<(?:path|circle|rect|line|polyline)\b[^>]*/>", file.read_text())
    return [shape for shape in shapes if 'd="M0 0h24v24H0z"' not in shape]


def symbol(name: str, shapes: list[str]) -> str:
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{"".join(shapes)}</symbol>'


if __name__ == "__main__":
    main()
