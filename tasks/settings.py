"""Settings in one place: environment variables PROCESS_AUDIT_*, a .env file, or a TOML file; each with its default.

A nested setting is named with two underscores: PROCESS_AUDIT_LIMITS__READ_SECONDS=120.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

SETTINGS_FILE = Path("process_audit.toml")


class Limits(BaseModel):
    """What one input file may cost before it is refused."""

    file_megabytes: int = Field(200, gt=0, description="Largest file that is opened.")
    unzipped_megabytes: int = Field(2000, gt=0, description="Largest unzipped size of a workbook.")
    unzip_ratio: int = Field(200, gt=0, description="Largest ratio of unzipped to zipped size of a part over 10 MB.")
    zip_members: int = Field(10_000, gt=0, description="Most parts in a workbook.")
    cells: int = Field(60_000_000, gt=0, description="Most cells on a sheet.")
    read_seconds: int = Field(60, gt=0, description="Time that reading one file may take.")
    read_megabytes: int = Field(6000, gt=0, description="Memory that reading one file may take.")


class ReportLimits(BaseModel):
    """From which size on a file holds only the rows that people act on."""

    report_rows: int = Field(5_000, gt=0, description="Most rows on a detail sheet of the report.")
    corrections_rows: int = Field(20_000, gt=0, description="Above it corrections hold the problem rows alone.")
    data_docs_rows: int = Field(20_000, gt=0, description="Above it Data Docs are left out.")


class Settings(BaseSettings):
    """All settings of the program."""

    model_config = SettingsConfigDict(env_prefix="PROCESS_AUDIT_", env_nested_delimiter="__", env_file=".env", extra="ignore",
                                      toml_file=SETTINGS_FILE)

    out: Path = Field(Path("outputs"), description="Where the run folders go.")
    history_url: str = Field("", description="Database of the history; empty: history.sqlite in the output folder.")
    limits: Limits = Limits()
    report: ReportLimits = ReportLimits()

    @classmethod
    def settings_customise_sources(cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
                                   env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
                                   file_secret_settings: PydanticBaseSettingsSource) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before .env before the TOML file."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
