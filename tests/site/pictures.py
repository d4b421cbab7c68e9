"""Takes the README's pictures from the published sample; run by hand after `make reports`.

.venv/bin/python tests/site/pictures.py
"""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

REPORTS = Path(__file__).parents[2] / "reports"
PICTURES = {
    "example-phone.png": ("02_sector_structure/razavi_khorasan.fa.html", {"width": 360, "height": 740}),
    "example-desktop.png": ("02_sector_structure/razavi_khorasan.en.html", {"width": 1100, "height": 740}),
    "example-bond-phone.png": ("08_financing_options/mashhad_42.fa.html", {"width": 360, "height": 1180}),
    "example-bond-desktop.png": ("08_financing_options/mashhad_42.en.html", {"width": 1100, "height": 740}),
    "example-project-phone.png": ("07_project_finance/parking.fa.html", {"width": 390, "height": 1340}),
    "example-project-desktop.png": ("07_project_finance/parking.en.html", {"width": 1100, "height": 840}),
    "example-ways-phone.png": ("08_financing_options/waste_sorting.fa.html", {"width": 390, "height": 1240}),
    "example-ways-desktop.png": ("08_financing_options/waste_sorting.en.html", {"width": 1100, "height": 840}),
}


def main() -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (page_name, size) in PICTURES.items():
            page = browser.new_page(viewport=size)
            page.goto((REPORTS / "site" / page_name).as_uri())
            page.evaluate("document.fonts.ready")
            page.screenshot(path=REPORTS / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
