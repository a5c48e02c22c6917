"""Settings in one place: environment variables PROCESS_AUDIT_*, a .env file, or a TOML file; each with its
default.

A nested setting is named with two underscores: PROCESS_AUDIT_LIMITS__READ_SECONDS=120.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from schemas.errors import SettingsError
from schemas.portfolio_names import name_key
from schemas.records import ControlTotal
from schemas.vocabulary import REPORT_LANGUAGES
from tasks.loaded_on_use import loaded_on_use

with loaded_on_use("asyncio"):  # for commands that settings can have, and ours have none
    from pydantic_settings import (
        BaseSettings,
        DotEnvSettingsSource,
        EnvSettingsSource,
        PydanticBaseSettingsSource,
        SettingsConfigDict,
        TomlConfigSettingsSource,
    )
    from pydantic_settings import SettingsError as PydanticSettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS_FILE = Path("process_audit.toml")
# Keys of the recipients that mean no portfolio: all others, and the digest of a night.
NO_PORTFOLIOS = ("*", "digest")


class Limits(BaseModel):
    """What one input file may cost before it is refused."""

    file_megabytes: int = Field(
        default=200,
        gt=0,
        description="Largest workbook that is opened; CSV and Parquet are held to unzipped_megabytes.",
    )
    unzipped_megabytes: int = Field(default=2000, gt=0, description="Largest unzipped size of a workbook.")
    unzip_ratio: int = Field(
        default=200, gt=0, description="Largest ratio of unzipped to zipped size of a part over 10 MB."
    )
    zip_members: int = Field(default=10_000, gt=0, description="Most parts in a workbook.")
    cells: int = Field(default=60_000_000, gt=0, description="Most cells on a sheet.")
    read_seconds: int = Field(
        default=60,
        gt=0,
        description="CPU time that reading one file may take; five times as long by the clock.",
    )
    read_megabytes: int = Field(default=6000, gt=0, description="Memory that reading one file may take.")


class ReportLimits(BaseModel):
    """From which size on a file holds only the rows that people act on."""

    report_rows: int = Field(default=5_000, gt=0, description="Most rows on a detail sheet of the report.")
    all_rows: int = Field(
        default=200_000,
        gt=0,
        description="Above it the full edition has no sheet of all rows; results.csv and results.parquet have them.",
    )
    corrections_rows: int = Field(
        default=20_000, gt=0, description="Above it corrections hold the problem rows alone."
    )
    data_docs_rows: int = Field(default=20_000, gt=0, description="Above it Data Docs are left out.")
    scenario_rows: int = Field(default=20_000, gt=0, description="Above it scenarios are left out.")


class Keep(BaseModel):
    """Which runs of a portfolio are kept on disk; a run that any of these names stays."""

    last: int = Field(default=10, ge=1, description="The newest runs.")
    daily: int = Field(default=30, ge=0, description="The last run of each of so many days.")
    monthly: int = Field(default=24, ge=0, description="The last run of each of so many months.")
    yearly: int = Field(default=10, ge=0, description="The last run of each of so many years.")


class Asking(BaseModel):
    """Who is asked the open questions of a portfolio, and when a night does it by itself."""

    by: Literal["owner", "unit"] = Field(
        default="owner",
        description="One questionnaire for each owner, or for each unit; without an owner: the unit.",
    )
    addresses: dict[str, str] = Field(
        default={}, description="Mail address of each owner or unit, as the list names it."
    )
    address_column: str = Field(
        default="",
        description="Heading of the column of the list that holds the owner's address; empty: none does.",
    )
    reply_address: str = Field(default="", description="Where answers to the mail go; empty: to its sender.")
    due_days: int = Field(
        default=14, gt=0, description="Days from asking to the day by which an answer is asked for."
    )
    remind_days: int = Field(
        default=3, ge=0, description="A night reminds so many days before that day, once."
    )
    every_days: int | None = Field(
        default=None,
        gt=0,
        description="A night asks anew so many days after the last time; empty: nights do not ask.",
    )


class PortfolioFacts(BaseModel):
    """What is known of a portfolio from elsewhere: the ledger, the staff list, the legal department, its
    readers.
    """

    language: Literal[REPORT_LANGUAGES] = Field(  # pyright: ignore[reportInvalidTypeForm]  read from the folder
        default="en", description="Language of its report and mail where a run does not say another."
    )
    control_totals: list[ControlTotal] = Field(
        default=[], description="Cost and FTE of the ledger and the staff list, in all or by unit."
    )
    map: Path | None = Field(
        default=None,
        description="Mapping document for all its inputs; one next to an input counts where this is not set.",
    )
    currency: str = Field(default="", description="Currency of amounts that say none, as an ISO 4217 code.")
    country: str = Field(default="", description="Country of rows that say none, as a code of two letters.")
    sector: str = Field(
        default="", description="Sector of rows that say none: a value of regulated_activity."
    )
    lei: str = Field(default="", description="Legal entity identifier, for the DORA register of information.")
    dora: bool | None = Field(
        default=None,
        description="Whether DORA applies; empty: where its sector is finance or insurance, in the EEA.",
    )
    register_nightly: bool = Field(
        default=False,
        description="A night that audits it also writes the register of information, into its folder register.",
    )
    no_legal_bar_attested: bool = Field(
        default=False,
        description="Somebody answers for it that no process is reserved by law beyond those marked.",
    )
    lists: list[str] = Field(
        default=[],
        description="Names of the files that belong to it, such as HR*.xlsx; empty: files named after it.",
    )
    expected_every_days: int | None = Field(
        default=None,
        gt=0,
        description="A list that brought nothing new for longer is told; empty: its own rhythm.",
    )
    keep: Keep | None = Field(default=None, description="Which runs are kept on disk; empty: as for all.")
    ask: Asking = Asking()
    _fault: str = PrivateAttr("")

    @field_validator("currency", "country", "sector")
    @classmethod
    def _is_known(cls, text: str, info: ValidationInfo) -> str:
        from schemas.mapping import known_default

        return known_default(info.field_name or "", text) if text else text

    @field_validator("control_totals")
    @classmethod
    def _can_be_held_against(cls, totals: list[ControlTotal]) -> list[ControlTotal]:
        from schemas.mapping import known_default

        if any(not 0 < total.total < float("inf") for total in totals):
            raise ValueError("a control total must be above 0")
        return [
            replace(total, currency=known_default("currency", total.currency)) if total.currency else total
            for total in totals
        ]

    @property
    def fault(self) -> str:
        """Sentences on what of these settings cannot be used; empty: all can."""
        return self._fault


class Smtp(BaseModel):
    """The mail server. Without a host no mail is sent."""

    host: str = Field(default="", description="Name of the server; empty: no mail.")
    port: int = Field(default=587, gt=0, le=65535, description="Port of the server.")
    encryption: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection is encrypted."
    )
    user: str = Field(default="", description="Account; empty: none.")
    password: SecretStr = Field(
        default=SecretStr(""), description="Set it in the environment: PROCESS_AUDIT_SMTP__PASSWORD."
    )
    sender_address: str = Field(
        default="process-audit@localhost", description="Address that mail comes from."
    )
    timeout_seconds: int = Field(default=30, gt=0, description="Longest wait for an answer.")
    retry_minutes: float = Field(
        default=15,
        ge=0,
        description="So long a night tries mails again that the server put off; 0: the next night does.",
    )
    attach_up_to_megabytes: float = Field(
        default=10, gt=0, description="Larger reports are named, not attached."
    )


class Settings(BaseSettings):
    """All settings of the program."""

    model_config = SettingsConfigDict(
        env_prefix="PROCESS_AUDIT_",
        env_nested_delimiter="__",
        env_file=".env",
        extra="ignore",
        toml_file=SETTINGS_FILE,
    )

    out: Path = Field(default=Path("outputs"), description="Where the run folders go.")
    out_address: str = Field(
        default="",
        description="Web address under which people reach the output folder, for links in the Prefect UI; empty: "
        "paths are shown.",
    )
    history_url: str = Field(
        default="", description="Database of the history; empty: history.sqlite in the output folder."
    )
    limits: Limits = Limits()
    report: ReportLimits = ReportLimits()
    scenarios: dict[str, dict[str, Any]] = Field(
        default={},
        description="Named changes of the rulebook that every audit is also run under: section, rule id, fields.",
    )
    portfolios: dict[str, PortfolioFacts] = Field(default={}, description="Facts by portfolio.")
    smtp: Smtp = Smtp()
    recipients: dict[str, list[str]] = Field(
        default={},
        description="Addresses by portfolio; the key * stands for all others, the key digest for the nightly digest.",
    )
    chat_urls: list[SecretStr] = Field(
        default=[], description="Apprise addresses that are told the headline of each night."
    )
    inbox: Path = Field(default=Path("inbox"), description="Folder that the nightly run looks into.")
    archive: Path = Field(
        default=Path("archive"), description="Where the nightly run keeps a copy of each input it audited."
    )
    timezone: str = Field(
        default="UTC", description="IANA time zone of the schedule and of the business date."
    )
    nightly_cron: str = Field(
        default="0 3 * * *",
        description="When the nightly run starts; 03:00 or later, so that daylight saving neither skips nor "
        "doubles it.",
    )
    settle_seconds: float = Field(
        default=5, ge=0, description="A file is taken when its size and time stay the same for so long."
    )
    minimum_age_seconds: float = Field(
        default=60, ge=0, description="A file of the inbox is taken when nobody changed it for so long."
    )
    processes: int = Field(default=1, ge=1, description="Portfolios that a nightly run audits side by side.")
    dask: str = Field(
        default="",
        description="Address of a Dask scheduler whose workers audit the portfolios of a night, or local; empty: "
        "no Dask.",
    )
    part_rows: int = Field(
        default=100_000,
        ge=1,
        description="Rows of a part of a long list; a list with more rows is audited part by part, with the same "
        "results.",
    )
    audits_at_once: int = Field(
        default=2,
        ge=1,
        description="Portfolios audited at the same time on this machine, by whomever; others wait.",
    )
    run_minutes: float = Field(
        default=120, gt=0, description="Longest audit of one portfolio in a night; then it is stopped."
    )
    keep_runs_days: int = Field(default=730, ge=1, description="How long the history keeps a run.")
    keep: Keep = Field(default=Keep(), description="Which runs are kept on disk.")
    share: Path | None = Field(
        default=None,
        description="Folder that holds the stakeholder edition of each portfolio alone, to be shared.",
    )

    @field_validator("timezone")
    @classmethod
    def _is_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, OSError, ValueError):
            raise ValueError(
                "there is no such time zone; an IANA name such as Europe/Berlin is right"
            ) from None
        return name

    @field_validator("portfolios", mode="before")
    @classmethod
    def _keep_faults_apart(cls, facts_by_name: Any) -> Any:
        if not isinstance(facts_by_name, dict):
            return facts_by_name
        return {name: _facts(name, values) for name, values in facts_by_name.items()}

    @field_validator("recipients", "portfolios")
    @classmethod
    def _name_each_portfolio_once(cls, settings_by_name: dict[str, Any]) -> dict[str, Any]:
        name_by_key: dict[str, str] = {}
        for name in settings_by_name:
            other = name_by_key.setdefault(_key(name), name)
            if other != name:
                raise ValueError(f"'{other}' and '{name}' mean the same portfolio; keep one of them")
        return settings_by_name

    def facts_of(self, portfolio: str) -> PortfolioFacts:
        """What is known of a portfolio from elsewhere, however its name is written.

        Raises:
            SettingsError: one of its settings cannot be used.
        """
        facts = _of_name(self.portfolios, portfolio) or PortfolioFacts()
        if facts.fault:
            raise SettingsError(facts.fault)
        return facts

    def fault_of(self, portfolio: str) -> str:
        """What of a portfolio's settings cannot be used, as sentences; empty: all can."""
        facts = _of_name(self.portfolios, portfolio)
        return facts.fault if facts else ""

    def faults(self) -> dict[str, str]:
        """Sentences by the name of each portfolio of which a setting cannot be used."""
        return {name: facts.fault for name, facts in self.portfolios.items() if facts.fault}

    def recipients_of(self, portfolio: str) -> list[str] | None:
        """Addresses that a portfolio has of its own; None where it has none."""
        return _of_name(self.recipients, portfolio)

    def is_named(self, portfolio: str) -> bool:
        """Whether somebody wrote this portfolio into the settings."""
        return name_key(portfolio) in map(name_key, self.named_portfolios())

    def named_portfolios(self) -> list[str]:
        """Names of portfolios in the settings, as they are written there, each once."""
        names = [*self.portfolios, *(name for name in self.recipients if name not in NO_PORTFOLIOS)]
        # Of several spellings the first counts: read from the back, it is the last to be put under the key;
        # then turned round again.
        return list({name_key(name): name for name in reversed(names)}.values())[::-1]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before .env before the TOML file.

        Args:
            settings_cls: this class.
            init_settings: arguments of the call.
            env_settings: variables of the environment.
            dotenv_settings: the file .env.
            file_secret_settings: not used.

        Returns:
            The sources, the one that goes before the others first.
        """
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)


def _key(name: str) -> str:
    return name if name in NO_PORTFOLIOS else name_key(name)


def _of_name(values_by_name: dict[str, Any], portfolio: str) -> Any:
    # As written, before any other spelling.
    if portfolio in values_by_name:
        return values_by_name[portfolio]
    key = name_key(portfolio)
    return next((value for name, value in values_by_name.items() if _key(name) == key), None)


_sent: Settings | None = None


def use_settings(config: Settings) -> None:
    """Makes this process use the settings that another machine sent, not those of its own environment."""
    global _sent
    _sent = config
    settings.cache_clear()


@cache
def settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: one of them cannot be used.
    """
    return _sent or read_settings()


def read_settings() -> Settings:
    """The settings as they are now in the environment and the file. A portfolio with a wrong setting does not
    stop the others: ``Settings.faults`` names it.

    Raises:
        SettingsError: one of the other settings, or ``lists`` of a portfolio, cannot be used.
    """
    import tomllib

    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_sentences(error)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{SETTINGS_FILE} cannot be read: {error}. Check the quotation marks and brackets there."
        ) from None
    except OSError as error:
        raise SettingsError(f"{SETTINGS_FILE} cannot be read: {error.strerror}.") from None
    except PydanticSettingsError as error:
        raise SettingsError(
            f"A setting cannot be read: {error}. Lists and tables are written as JSON in the environment."
        ) from None


def _facts(name: str, values: Any) -> Any:
    """Facts of a portfolio; where some are wrong, the others, with sentences on what is wrong."""
    try:
        return PortfolioFacts.model_validate(values)
    except ValidationError as error:
        wrong = {problem["loc"][0] for problem in error.errors() if problem["loc"]}
        right = {key: values[key] for key in values.keys() - wrong} if isinstance(values, dict) else {}
        if "lists" in wrong:
            # Files that nobody knows the portfolio of would go to others: then all settings are refused.
            entries = values["lists"] if isinstance(values["lists"], list) else [values["lists"]]
            if not all(isinstance(entry, str | int | float) for entry in entries):
                return values
            right["lists"] = [str(entry) for entry in entries]
        facts = PortfolioFacts.model_validate(right)
        facts._fault = _sentences(error, "portfolios", name)
        return facts


def _sentences(error: ValidationError, *above: str) -> str:
    """What is wrong with which settings, each with what is right; ``above`` are the keys above those of the
    error.
    """
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return " ".join(
        f"The setting {_where((*above, *problem['loc']))} cannot be used: "
        f"{problem['msg'].removeprefix('Value error, ')}."
        for problem in problems
    )


def _where(keys: tuple[int | str, ...]) -> str:
    """Where a setting is written: its variable in the environment or in .env, else its key in the file."""
    variables = (
        (EnvSettingsSource(Settings), "the environment"),
        (DotEnvSettingsSource(Settings), ".env"),
    )
    in_file, key = TomlConfigSettingsSource(Settings)(), ".".join(map(str, keys))
    # From the whole key upwards: of a value that is missing, only the table that lacks it is written.
    for depth in range(len(keys), 0, -1):
        for source, place in variables:
            if _holds(source(), keys[:depth]):
                return _in_variable(keys, source.env_vars, place)
        if _holds(in_file, keys[:depth]):
            return f"{key} in {SETTINGS_FILE}"
    return key


def _in_variable(keys: tuple[int | str, ...], variables: Mapping[str, str | None], place: str) -> str:
    """The variable that holds a setting: its own, or one above it, whose value is JSON."""
    for depth in range(len(keys), 0, -1):
        name = f"PROCESS_AUDIT_{'__'.join(map(str, keys[:depth]))}"
        if name.lower() in variables:
            inside = f"{'.'.join(map(str, keys[depth:]))} inside the JSON of " if depth < len(keys) else ""
            return f"{inside}{name.upper()} in {place}"
    return f"{'.'.join(map(str, keys))} in {place}"


def _holds(values: Any, keys: tuple[int | str, ...]) -> bool:
    for key in keys:
        try:
            values = values[key]
        except (KeyError, IndexError, TypeError):
            return False
    return True
