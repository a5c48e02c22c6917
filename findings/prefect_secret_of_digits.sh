#!/usr/bin/env bash
# Prefect 3.8.8: a password or key that is saved in a Secret block as a text comes back as something else where it looks like JSON. "20261129" is the int 20261129,
# "12e5" the float 1200000.0, "true" is True, "null" is None, and of a password in quotation marks the quotation marks are gone.
#
# Expected: the text, as Variable gives it back, and as the same block gives it for "00123" or "s3cret".
# Seen (2026-11-29, Python 3.11): Secret.get() parses each text as JSON, saved or not. A generated key such as "4815e16" is another one after the
# detour, and str() does not bring it back. Nothing is said, and the one who uses it sees a refused login. The script fails if that changes.
# What to do: take the text from the block itself, block.value.get_secret_value(), or save the secret as JSON: Secret(value=json.dumps(password)).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151' 'sqlalchemy>=2,<2.1'
cd "$folder"
cat > secret.py <<'PY'
import json
from importlib.metadata import version

from prefect.blocks.system import Secret
from prefect.testing.utilities import prefect_test_harness
from prefect.variables import Variable

EXPECTED = {
    "20261129": 20261129,
    "12e5": 1200000.0,
    "4815e16": 4.815e19,
    "true": True,
    "null": None,
    '"quoted"': "quoted",
    " 42 ": 42,
    "00123": "00123",
    "s3cret": "s3cret",
}

if __name__ == "__main__":
    print("prefect", version("prefect"))
    with prefect_test_harness(server_startup_timeout=180):
        for text, expected in EXPECTED.items():
            Secret(value=text).save("key", overwrite=True)
            block = Secret.load("key")
            Variable.set("key", text, overwrite=True)
            print(f"{text!r} comes back as {block.get()!r}")
            assert block.get() == expected and type(block.get()) is type(expected)
            assert Secret(value=text).get() == expected
            assert Variable.get("key") == text
            assert str(block.value.get_secret_value()) == text
            Secret(value=json.dumps(text)).save("key", overwrite=True)
            assert Secret.load("key").get() == text
PY
export PREFECT_HOME="$folder/prefect" PREFECT_LOGGING_LEVEL=CRITICAL DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false
"$folder/venv/bin/python" secret.py 2>/dev/null
echo "As seen: a secret that looks like JSON comes back as its value."
