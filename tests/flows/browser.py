"""A real browser for tests: what a person sees and presses in the Prefect UI."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1400",
)
LONGEST_WAIT_SECONDS = 120


class Browser:
    """Chromium on one site: finds things by the words on them, and waits for them as a person does."""

    def __init__(self, driver: Any, site: str, pictures: Path):
        self._driver, self._site, self._pictures = driver, site, pictures

    def open(self, path: str) -> None:
        """Opens a page of the site."""
        self._driver.get(self._site + path)

    def run(self, script: str) -> None:
        """Runs a script on the page, as its own scripts do."""
        self._driver.execute_script(script)

    def text(self) -> str:
        """All text that can be seen."""
        from selenium.webdriver.common.by import By

        return self._driver.find_element(By.TAG_NAME, "body").text

    def see(self, *words: str, within: float = LONGEST_WAIT_SECONDS) -> str:
        """Waits until one of some words can be seen, and says which."""
        return self._until(
            lambda: next((word for word in words if word in self.text()), None),
            f"none of {words} is on the page",
            within,
        )

    def see_state(self, *names: str) -> str:
        """Waits until a run's page names one of these states by itself, as its badge does and a log line does
        not.
        """
        return self._until(
            lambda: next((name for name in names if name in self.text().splitlines()), None),
            f"the run is in none of {names}",
        )

    def shows(self, words: str, within: float) -> bool:
        """Whether some words come up in time."""
        try:
            return bool(self.see(words, within=within))
        except AssertionError:
            return False

    def press(self, words: str, kind: str = "*") -> None:
        """Presses what bears exactly these words."""
        self._until(
            lambda: self._pressed(f"//{kind}[normalize-space(text())='{words}']"),
            f"nothing that reads {words} can be pressed",
        )

    def follow(self, address: str) -> None:
        """Follows the first link whose address holds this."""
        self._until(lambda: self._pressed(f"(//a[contains(@href, '{address}')])[1]"), f"no link to {address}")

    def fill_in(self, label: str, text: str) -> None:
        """Types into the last field below a label, which is the label's own or the last line of its list."""
        box = (
            f"//label[starts-with(normalize-space(text()), '{label}')]/ancestor::*[.//textarea][1]//textarea"
        )
        field = self._until(lambda: (self._all(box) or [None])[-1], f"no field {label}")
        field.clear()
        field.send_keys(text)

    def picture(self, name: str) -> Path:
        """A screenshot, for a person to look at."""
        path = self._pictures / f"{name}.png"
        self._driver.save_screenshot(str(path))
        return path

    def path(self) -> str:
        """Path of the page that is open."""
        return self._driver.current_url.removeprefix(self._site)

    def _all(self, xpath: str) -> list[WebElement]:
        from selenium.webdriver.common.by import By

        return [element for element in self._driver.find_elements(By.XPATH, xpath) if element.is_displayed()]

    def _pressed(self, xpath: str) -> bool:
        found = self._all(xpath)
        if found:
            self._driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", found[-1])
            found[-1].click()
        return bool(found)

    def _until(self, look: Callable[[], Any], complaint: str, within: float = LONGEST_WAIT_SECONDS) -> Any:
        from selenium.common.exceptions import WebDriverException

        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                if found := look():
                    return found
            except WebDriverException:
                pass  # the page changed under the look
            time.sleep(0.2)
        raise AssertionError(
            f"{complaint} after {within} s; see {self.picture('missing')}, which reads:\n{self.text()[:3000]}"
        )


@contextmanager
def browser(site: str, pictures: Path) -> Iterator[Browser]:
    """A fresh Chromium, closed with the block; the driver's path is given so that nothing is downloaded."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={pictures / 'profile'}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield Browser(driver, site, pictures)
    finally:
        driver.quit()
