#!/usr/bin/env python3
"""Validates a YAML file against a JSON Schema: `schema_errors.py SCHEMA.json FILE.yaml` prints a line a problem: path, message."""
import json, sys
import jsonschema, yaml

class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: a date is a string."""

Loader.yaml_implicit_resolvers = {k: [r for r in v if r[0] != "tag:yaml.org,2002:timestamp"] for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()}

schema = json.load(open(sys.argv[1], encoding="utf8"))
jsonschema.Draft7Validator.check_schema(schema)
data = yaml.load(open(sys.argv[2], encoding="utf8"), Loader)
for error in jsonschema.Draft7Validator(schema).iter_errors(data):
    print(".".join(map(str, error.absolute_path)) or "(root)", error.message[:60], sep="\t")
