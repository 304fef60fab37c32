"""An empty answer file of the size that the config's worked example has."""

from step import step  # isort: split

import yaml

from digitlab.check import answer_file, template

schema = yaml.safe_load((step.folder / "schemas" / "check.schema.yaml").read_text())
step.save(step.output[0], template.template(schema, answer_file.sizes_of(None, step.config)))
