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
from typing import Any

TABLER = "1.6.1"
ICONS = "3.51.0"
BRANDS = "16.37.0"
SWAGGER_UI = "5.35.0"

INTEGRITY = {
    f"@tabler/core@{TABLER}": "sha512-lgmR9gcxRp5JlLxcmRi9Rz85JrEvH6Bz71KnlcPVSa97wtwQNjgSs3g3fxwbAlulHyRMghhIV04QUuW3pqDsIg==",  # noqa: E501
    f"@tabler/icons@{ICONS}": "sha512-0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g==",  # noqa: E501
    f"simple-icons@{BRANDS}": "sha512-8mCJIhpMYOL9g13GW59EiL3sVXJnTEKGCTZFaekl9UQ3Qo0SwVjnLaJ82QiaH8BKBdouEDzrHMXIWh8cBIy48A==",  # noqa: E501
    f"swagger-ui-dist@{SWAGGER_UI}": "sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ==",  # noqa: E501
}

ICON_NAMES = """
adjustments-horizontal alert-circle alert-triangle api arrow-back-up arrow-down arrow-forward-up arrow-up bolt
check chevron-down chevron-left chevron-right chevron-up
circle-check circle-dashed circle-x clipboard cloud code copy cpu database database-plus dots download external-link
eye eye-off file-code file-zip files filter folder folder-open folders git-branch git-commit git-compare grip-vertical
history info-circle key layout-distribute-horizontal link list-details lock logout mail maximize menu-2 minus moon
pencil player-stop plug-connected plus puzzle refresh search selector server-2 settings shield shield-exclamation
sitemap stack-2 sun table template trash upload user users variable world x
""".split()

BRAND_NAMES = """
apachecassandra apachecouchdb apachekafka couchbase elasticsearch loopback mongodb mysql neo4j openapiinitiative
postgresql redis sap sqlite swagger
""".split()
"""What connectors name as their `icon`."""

BRAND_PARTS = {"mysql": "14.05 3.4 9.7 9.7"}
"""The part of a symbol that is shown, as a viewBox: of MySQL’s the dolphin, as the word cannot be read so small."""

BRAND_STROKES = {"mysql": 0.3, "postgresql": 0.6, "swagger": 0.5}
"""How much thicker the lines of symbols are drawn that are nothing but lines, in units of the viewBox."""

HERE = Path(__file__).parent
BRAND_SPRITE = HERE.parent / "img" / "connectors.svg"
SPRITE = HERE.parent / "img" / "icons.svg"
BASE_TEMPLATE = HERE.parent.parent / "templates" / "base.html"


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        core = unpack(f"@tabler/core@{TABLER}", Path(scratch, "core"))
        icons = unpack(f"@tabler/icons@{ICONS}", Path(scratch, "icons"))
        licence = (icons / "LICENSE").read_text()
        write_tabler(core / "dist/css/tabler.min.css", licence)
        write_sprite(icons / "icons/outline", licence)
        write_brands(unpack(f"simple-icons@{BRANDS}", Path(scratch, "brands")))
        write_module("codemirror", "@codemirror/view", Path(scratch, "codemirror"))
        styles = {"@antv/x6/es/common/css-loader/index.js": "no_styles.js"}
        write_module("x6", "@antv/x6", Path(scratch, "x6"), styles)
        write_swagger_ui(unpack(f"swagger-ui-dist@{SWAGGER_UI}", Path(scratch, "swagger-ui")))
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


def write_swagger_ui(package: Path) -> None:
    """Keep the script and the stylesheet, without the maps that they name, and the licences of all in them."""
    for old in HERE.glob("swagger-ui-*"):
        shutil.rmtree(old)
    folder = HERE / f"swagger-ui-{SWAGGER_UI}"
    folder.mkdir()
    for name in ("swagger-ui-bundle.js", "swagger-ui.css"):
        text = (package / name).read_text()
        (folder / name).write_text(re.sub(r"(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+\*/)\s*$", "\n", text))
        print(f"{folder.name}/{name}: {(folder / name).stat().st_size:,} bytes")
    parts = [(package / name).read_text().strip() for name in ("NOTICE", "LICENSE", "swagger-ui-bundle.js.LICENSE.txt")]
    (folder / "LICENSE").write_text(f"\n\n{'-' * 72}\n\n".join(parts) + "\n")


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
    banner = f"Tabler Icons {ICONS}\n\n{licence.strip()}"
    body = "\n".join(symbols)
    SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n<!--\n{banner}\n-->\n{body}\n</svg>\n')
    print(f"{SPRITE.name}: {len(symbols)} icons")


def write_brands(package: Path) -> None:
    """One file with the symbols of brands, as <symbol id="c-name">; each takes the colour of the text around it."""
    licences = {icon["slug"]: icon.get("license", {}).get("type", "CC0-1.0") for icon in brands_in(package)}
    shapes = {name: paths_of(package / "icons" / f"{name}.svg") for name in BRAND_NAMES}
    symbols = [brand(name, "".join(shapes[name])) for name in BRAND_NAMES]
    named = ", ".join(f"{name} ({licences[name]})" for name in BRAND_NAMES if licences[name] != "CC0-1.0")
    banner = (
        f"Simple Icons {BRANDS}, CC0 1.0 Universal: https://creativecommons.org/publicdomain/zero/1.0/\n"
        f"With a licence of their own: {named or 'none'}.\n"
        "The symbols are trademarks of their owners, and stand here for what they name."
    )
    body = "\n".join(symbols)
    BRAND_SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n<!--\n{banner}\n-->\n{body}\n</svg>\n')
    print(f"{BRAND_SPRITE.name}: {len(symbols)} symbols")


def brand(name: str, shapes: str) -> str:
    if name in BRAND_STROKES:
        shapes = f'<g stroke="currentColor" stroke-width="{BRAND_STROKES[name]}">{shapes}</g>'
    return f'<symbol id="c-{name}" viewBox="{BRAND_PARTS.get(name, "0 0 24 24")}">{shapes}</symbol>'


def brands_in(package: Path) -> list[dict[str, Any]]:
    """What simple-icons says of each symbol. Raises SystemExit where it is not as it was."""
    icons = json.loads((package / "data" / "simple-icons.json").read_text())
    if not isinstance(icons, list) or any("slug" not in icon for icon in icons):
        raise SystemExit("simple-icons lists its symbols in another way than before.")
    return icons


def paths_of(file: Path) -> list[str]:
    """The strokes of an icon, without the transparent square that Tabler puts behind them."""
    shapes = re.findall(r"<(?:path|circle|rect|line|polyline)\b[^>]*/>", file.read_text())
    return [shape for shape in shapes if 'd="M0 0h24v24H0z"' not in shape]


def symbol(name: str, shapes: list[str]) -> str:
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{"".join(shapes)}</symbol>'


if __name__ == "__main__":
    main()
