import shutil

from conftest import SMALL, TIMED, artifacts, copy_of_project, snakemake

# Where threads and devices could tell; the rest is made once more in ``test_one_process.py``.
COMPUTED = (
    *(
        "results/cnn/model.safetensors",
        "results/unaugmented/model.safetensors",
        "results/cnn/separation/maps.npz",
    ),
    *("results/cnn/shift/consistency.csv", "results/replicate_3/occlusion/all.npz"),
    "results/unaugmented/transplant/rates.csv",
    *("results/memory/gradients.npz", "results/motif/rnn.csv", "results/optimizers/adam.json"),
)


def test_another_place_and_another_number_of_cores_give_the_same_bytes(finished, tmp_path):
    other = copy_of_project(tmp_path / "a folder" / "with another name")
    shutil.copy(SMALL, other / "small.yaml")
    snakemake(other, *COMPUTED, "--cores", "1", "--configfile", "small.yaml")
    made, expected = artifacts(other), artifacts(finished)
    assert set(COMPUTED) <= set(made) <= set(expected)
    assert {path for path in made if made[path] != expected[path]} <= TIMED


def test_no_date_and_no_folder_of_this_machine_is_in_an_artifact(finished):
    for path in artifacts(finished):
        if path not in TIMED:
            content = (finished / path).read_bytes()
            assert str(finished).encode() not in content, path


def test_snakemakes_own_report_is_made_from_the_same_artifacts(finished, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(finished, folder, symlinks=True)
    before = artifacts(folder)
    snakemake(folder, "--configfile", "small.yaml", "--report", "snakemake.html")
    page = (folder / "snakemake.html").read_text()
    for caption in ("The gates, the candidate, the state and the output", "three maps", "the lab report"):
        assert caption in page
    for category in ("cnn", "robustness", "sequences"):
        assert f'"{category}"' in page
    assert artifacts(folder) == before
