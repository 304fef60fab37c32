"""What the sections of the page say, from the artifacts."""

from step import step  # isort: split

import jsonschema
import yaml

from digitlab.answers.section import written
from digitlab.answers.sections import SECTIONS
from digitlab.errors import InputError


def read(path: str | list[str]) -> object:
    """An artifact, or several alike."""
    return step.read(path) if isinstance(path, str) else [step.read(part) for part in path]


if apart := set(SECTIONS) ^ set(step.params.sections):
    raise InputError(
        f"the sections {', '.join(sorted(apart))} stand in digitlab/answers/sections.py or in the rules'"
        " ANSWERED, not in both"
    )
config = step.read(step.input.environment)["config"]
answers = {
    name: written(answer(config, **{key: read(path) for key, path in sources.items()}), sources)
    for name, answer in SECTIONS.items()
    for sources in [step.params.sections[name]]
}
schema = step.folder / "schemas" / "answers.schema.yaml"
jsonschema.validate(answers, yaml.safe_load(schema.read_text()))
step.save(step.output[0], answers)
