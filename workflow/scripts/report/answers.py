"""What the sections of the page say, from the artifacts, and in which of the networks it holds."""

from step import step  # isort: split

import contextlib

import jsonschema
import yaml

from digitlab.answers import networks
from digitlab.answers.chapters import of_chapters
from digitlab.answers.left_out import left_out
from digitlab.answers.section import Section, written
from digitlab.answers.sections import SECTIONS
from digitlab.errors import InputError, LeftOutError

UNAUGMENTED = step.params.unaugmented
asked = of_chapters(step.params.chapters)
if apart := set(asked) ^ set(step.params.sections):
    raise InputError(
        f"the sections {', '.join(sorted(apart))} stand in digitlab/answers/chapters.py or in the rules'"
        " ANSWERED, not in both"
    )
config = step.read(step.input.environment)["config"]


def of(path: str | list[str], run: str) -> str | list[str]:
    """A path, or several, of one network."""
    return (
        path.replace("{run}", run) if isinstance(path, str) else [part.replace("{run}", run) for part in path]
    )


def read(path: str | list[str]) -> object:
    """An artifact, or several alike."""
    return step.read(path) if isinstance(path, str) else [step.read(part) for part in path]


def answered(name: str, run: str) -> Section:
    """One section's answer of one network."""
    sources = step.params.sections[name]
    return SECTIONS[name](config, **{key: read(of(path, run)) for key, path in sources.items()})


report, *alike = step.params.networks
answers = {}
for name in asked:
    sources = step.params.sections[name]
    try:
        answer = answered(name, report)
    except LeftOutError as fault:
        answers[name] = left_out(str(fault))
        continue
    answers[name] = written(answer, {key: of(path, report) for key, path in sources.items()})
    if any("{run}" in str(path) for path in sources.values()):
        others = []
        for run in alike:
            # Of a network that has nothing to measure there is no answer to compare.
            with contextlib.suppress(LeftOutError):
                others.append(answered(name, run))
        answers[name]["replicates"] = networks.across(answer, others, sources)
        answers[name]["unaugmented"] = None
        with contextlib.suppress(LeftOutError):
            unaugmented = networks.beside(answer, answered(name, UNAUGMENTED), sources)
            paths = {key: of(path, UNAUGMENTED) for key, path in sources.items()}
            answers[name]["unaugmented"] = written(unaugmented, paths)
schema = step.folder / "schemas" / "answers.schema.yaml"
jsonschema.validate(answers, yaml.safe_load(schema.read_text()))
step.save(step.output[0], answers)
