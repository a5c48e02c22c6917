#!/usr/bin/env bash
# Great Expectations 1.24.1: the pages of Data Docs that it writes to a local folder load scripts, styles, fonts and pictures
# from other hosts, and every site carries about 4 MB of assets, however small the validated table.
#
# Expected: a site written to a folder can be opened without a network, since nothing in its configuration names a host.
# Seen (2026-11-28, Python 3.11, pandas 3.1.1): for two rows 50 kB of pages in a site of 4,114 kB, and references to 7 other hosts.
# The script fails if that changes.
# What to do: write the pages, then replace the references and drop the unused assets before you hand the folder on.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'great_expectations==1.24.1' 'pandas==3.1.1'
cd "$folder"
GX_ANALYTICS_ENABLED=false TQDM_DISABLE=1 "$folder/venv/bin/python" - <<'PY'
import re
from importlib.metadata import version
from pathlib import Path

import great_expectations as gx
import pandas as pd

context = gx.get_context(mode="ephemeral")
context.add_data_docs_site(
    site_name="local",
    site_config={
        "class_name": "SiteBuilder",
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(Path("site").absolute())},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    },
)
batches = context.data_sources.add_pandas("p").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
suite = context.suites.add(gx.ExpectationSuite("s", [gx.expectations.ExpectColumnValuesToNotBeNull(column="x")]))
validation = context.validation_definitions.add(gx.ValidationDefinition(name="v", data=batches, suite=suite))
checkpoint = context.checkpoints.add(
    gx.Checkpoint(name="c", validation_definitions=[validation], actions=[gx.checkpoint.UpdateDataDocsAction(name="d")])
)
assert checkpoint.run(batch_parameters={"dataframe": pd.DataFrame({"x": [1, 2]})}).success
pages = list(Path("site").rglob("*.html"))
loaded = re.compile(r"""<(?:script|img|link|iframe)\b[^>]*?(?:src|href)=["']?(?:https?:)?//([^/"'\s>]+)""")
hosts = {host for page in pages for host in loaded.findall(page.read_text(encoding="utf-8"))}
size = sum(path.stat().st_size for path in Path("site").rglob("*") if path.is_file())
html = sum(page.stat().st_size for page in pages)
print("great_expectations", version("great_expectations"), "pandas", version("pandas"))
print(len(pages), "pages for 2 rows,", html // 1000, "kB of HTML in a site of", size // 1000, "kB")
print(len(hosts), "other hosts are loaded from")
assert len(hosts) >= 5, hosts
assert size > 3_000_000 > html, (size, html)
PY
echo "As seen: a site of two rows loads from other hosts and carries megabytes of assets."
