"""What depends on what: for every key, module and rule, written by hand."""

from digitlab.data.mnist import FILES

# Which rules read what a rule makes.
ON_DIGITS = {
    *("live", "activating_patches", "feature_maps", "separation"),
    *("shift", "shift_all", "occlusion", "occlusion_all", "occlusion_sizes", "sanity_checks"),
    *("transplant", "transplant_all"),
}
# What reads what a network said of the digits, and not the network itself.
ON_PREDICTIONS = {"mistakes", "calibration"}
TUNING = {"fit"}
# What trains networks of its own for the chapter scratch.
SCRATCH = {"scratch", "autoencoder"}
# What cuts and reads lines of digits.
READING = {"segments", "reading"}
# What reads lines whole: networks of lines, pages read by them, lines with context.
LINES = {"line_network", "reading_of_lines", "context"}
# What is asked of every network: the report's, those alike, the one without augmentation.
REPLICATED = ON_PREDICTIONS | {
    *("separation", "shift_all", "occlusion_all", "transplant_all"),
}
# A rule that makes several networks is several nodes here: "fit of batch_norm" is one of `fit`.
READERS = {
    "download": ON_DIGITS
    | ON_PREDICTIONS
    | TUNING
    | SCRATCH
    | READING
    | LINES
    | {"train", "compared", "environment", "answers", "weight_decay"},
    "train": ON_DIGITS
    | ON_PREDICTIONS
    | READING
    | {"line_network"}
    | {"plot_train", "filters", "compared", "environment", "report"},
    "live": {"answers", "plot_live"},
    "mistakes": {"plot_mistakes", "plot_scratch", "answers"},
    "calibration": {"plot_calibration", "answers"},
    "filters": {"plot_filters", "answers"},
    "activating_patches": {"plot_activating_patches", "answers"},
    "feature_maps": {"plot_feature_maps", "plot_separation", "answers"},
    "separation": {"plot_separation", "answers"},
    "shift": {"plot_shift", "answers"},
    "shift_all": {"plot_shift_all", "answers"},
    "occlusion": {"plot_occlusion", "answers"},
    "occlusion_all": {"plot_occlusion_all", "answers"},
    "occlusion_sizes": {"plot_occlusion_sizes", "answers"},
    "sanity_checks": {"plot_sanity_checks", "answers"},
    "transplant": {"plot_transplant", "answers"},
    "transplant_all": {"plot_transplant_all", "answers"},
    "rnn": {"plot_rnn", "answers"},
    "published": {"answers"},
    "memory": {"plot_memory", "answers"},
    "motif": {"plot_motif", "answers"},
    "lstm": {"plot_lstm", "answers"},
    "weight_decay": {"plot_weight_decay", "answers"},
    "momentum": {"plot_momentum", "answers"},
    "activations": {"plot_activations", "answers"},
    "optimizers": {"plot_optimizers", "batch_norm", "answers"},
    "batch_norm": {"plot_batch_norm", "answers"},
    "identities": {"plot_identities", "answers"},
    "scratch": {"plot_scratch", "compared", "answers"},
    "autoencoder": {"plot_autoencoder", "answers"},
    "compared": {"plot_compared", "answers"},
    "segments": {"reading", "reading_of_lines", "answers", "report"},
    "reading": {"plot_reading", "plot_line_network", "answers"},
    "line_network": {"reading_of_lines", "context", "plot_line_network", "answers"},
    "reading_of_lines": {"plot_reading", "plot_line_network", "answers"},
    "context": {"plot_context", "answers"},
    "letters": {"plot_letters", "answers"},
    "environment": {"answers"},
    "answers": {"report"},
    "report": {"provenance"},
    "provenance": set(),
}
READERS |= {
    rule: {"report"} for readers in list(READERS.values()) for rule in readers if rule.startswith("plot_")
}
READERS |= {
    **{f"{step} of replicate": {"answers"} for step in REPLICATED},
    "train of replicate": {f"{step} of replicate" for step in REPLICATED},
    **{f"{step} of unaugmented": {"answers"} for step in REPLICATED},
    "shift_all of unaugmented": {"plot_shift_all", "answers"},
    "train of unaugmented": {f"{step} of unaugmented" for step in REPLICATED}
    | {"mistakes", "mistakes of replicate", "answers"},
    "train of quick": {"compared"},
    # Lines that nobody cuts are set beside the cuts and the floor alone.
    "reading of components": {"plot_reading", "answers"},
    "reading_of_lines of ctc_plain": {"plot_line_network", "answers"},
    "line_network of plain": {"reading_of_lines of ctc_plain", "context", "plot_line_network", "answers"},
    "fit": {"optimizers", "batch_norm", "fit of batch_norm", "compared"},
    "fit of batch_norm": {"batch_norm", "compared"},
    "conv_pool": {"answers"},
    "readout": {"answers"},
}
RULES = {name for name in READERS if " of " not in name}
PLOTS = {rule for rule in RULES if rule.startswith("plot_")}
COMPOSED = {"answers", "report", "provenance"}
COMPUTE = RULES - PLOTS - COMPOSED - {"environment"}
UNROLLED = {"rnn", "published", "memory", "lstm"}
SEQUENCES = UNROLLED | {"motif"}
TRAINED = ON_DIGITS | {"train", "filters"}
READ_DATA = ON_DIGITS | ON_PREDICTIONS | {"train", "download"}
CHOOSE = ON_DIGITS - {"live", "activating_patches", "shift_all"}  # images by what the network says of them
SHIFT, OCCLUSION = {"shift", "shift_all"}, {"occlusion", "occlusion_all"}
SLID = OCCLUSION | {"occlusion_sizes"}
PLOTS_OF_SLID = {f"plot_{step}" for step in SLID}
TRANSPLANT = {"transplant", "transplant_all"}
# What the rules of kinds.smk stand for; no job is one of them.
KINDS = {"inferred", "replicated", "computed", "drawn", "composed"}
# Not of `all`.
APART = {
    *(
        "compare",
        "check",
        "template",
        "sweep_table",
        "plot_sweep",
        "sweep",
        "readout_weights",
        "plot_readout",
        "own_pages",
        "own_limits",
        "plot_own_pages",
    ),
}
CHOICES = TUNING | {
    *("optimizers", "batch_norm", "weight_decay", "momentum", "activations", "conv_pool", "readout"),
}
OF_CHOICES = {f"plot_{step}" for step in CHOICES} & PLOTS
ON_NETWORKS = TRAINED | ON_PREDICTIONS | TUNING | {"weight_decay"}
LOOK = {"environment"}  # shows the whole config


def with_all_that_follows(rules):
    found, waiting = set(), list(rules)
    while waiting:
        rule = waiting.pop()
        if rule not in found:
            found.add(rule)
            waiting += READERS[rule]
    return {rule.split(" of ")[0] for rule in found}


# Every key of config.yaml: another value, and the rules that read it.
KEYS = {
    "seed": (
        2,
        TRANSPLANT
        | TUNING
        | {"download", "train", "separation", "calibration", "shift_all", "sanity_checks"}
        | {"memory", "motif"}
        | {"weight_decay", "activations"}
        | SCRATCH
        | READING
        | LINES
        | {"identities", "letters"},
    ),
    "chapters": (["sequences", "cnn", "robustness"], {"environment", "answers"}),
    "data.name": ("mnist", {"download"}),
    "data.local_dir": ("elsewhere", {"download"}),
    "data.sha256": (dict.fromkeys(FILES.values(), "0" * 64), {"download"}),
    "data.mirrors": (["http://127.0.0.1:9/"], {"download"}),
    "data.mirror_timeout": (5, {"download"}),
    "data.offline_fallback": (None, {"download"}),
    "cnn.channels": ([8, 12, 20], {"train"}),
    "cnn.kernels": ([3, 3, 5], {"train"}),
    "cnn.padding": ([1, 1, 2], {"train"}),
    "cnn.dropout": (0.3, {"train"}),
    "cnn.pool": ([2, 2, 1], {"train"}),
    "cnn.epochs": (2, {"train"}),
    "cnn.batch_size": (64, {"train"}),
    "cnn.learning_rate": (0.03, {"train"}),
    "cnn.warmup": (0.3, {"train"}),
    "cnn.weight_decay": (0.02, {"train"}),
    "cnn.label_smoothing": (0.1, {"train"}),
    "cnn.held_out": (0.1, {"train"}),
    "cnn.augmentation.rotation": (6, {"train"}),
    "cnn.augmentation.translation": (0.06, {"train"}),
    "cnn.augmentation.scale": (0.06, {"train"}),
    "cnn.augmentation.shear": (1, {"train"}),
    "cnn.precision": ("fp32", {"train"}),
    "cnn.threads": (2, {"train"}),
    "cnn.required_accuracy": (0.5, {"train"}),
    "replicates.seeds": ([4], {"train of replicate", "environment", "answers"}),
    "replicates.occlusion_digits": (9, {"occlusion_all of replicate", "occlusion_all of unaugmented"}),
    "store.folder": ("elsewhere", None),
    "store.megabytes": (3, None),
    "cluster.gpu": (0, None),
    "mistakes.shown": (5, {"plot_mistakes"}),
    "calibration.bins": (9, {"calibration"}),
    "calibration.resamples": (200, {"calibration"}),
    "inference.threads": (2, ON_DIGITS | {"reading", "reading_of_lines"}),
    "compare.against": ("elsewhere", None),
    "check.answers": (["mine.yaml"], None),
    "check.digits": (5, None),
    "sweep.grid": ({"epochs": [1, 2]}, None),
    "sweep.seeds": ([3], None),
    "filters.layers": ([1, 2], {"filters", "plot_filters", "activating_patches", "plot_activating_patches"}),
    "activating_patches.per_filter": (4, {"activating_patches"}),
    "feature_maps.digits": ([1, 7], {"feature_maps", "separation"}),
    "feature_maps.layer": (2, {"feature_maps", "separation"}),
    "feature_maps.example": ("most_confident", {"feature_maps"}),
    "separation.channels_shown": (5, {"plot_separation"}),
    "separation.channel_counts": ([2], {"separation"}),
    "separation.random_draws": (4, {"separation"}),
    "separation.strongest": (3, {"separation"}),
    "shift.digit": (7, SHIFT | {"plot_shift_all"}),
    "shift.example": ("most_confident", {"shift"}),
    "shift.pixels": (4, {"shift"}),
    "shift.all.range": (2, {"shift_all"}),
    "shift.all.grid_digits": (3, {"shift_all"}),
    "occlusion.digit": (9, SLID | {"sanity_checks"}),
    "occlusion.example": (3, OCCLUSION),
    "occlusion.patch": (9, OCCLUSION | {"sanity_checks"}),
    "occlusion.stride": (2, SLID),
    "occlusion.positions_marked": (3, {"occlusion"}),
    "occlusion.all.sizes": ([5], {"occlusion_sizes"}),
    "occlusion.all.size_digits": (3, {"occlusion_sizes"}),
    "sanity_checks.images": (5, {"sanity_checks"}),
    "sanity_checks.stride": (4, {"sanity_checks"}),
    "sanity_checks.draws": (1, {"sanity_checks"}),
    "sanity_checks.steps": (3, {"sanity_checks"}),
    "transplant.digit": (9, TRANSPLANT),
    "transplant.example": ("median_confidence", {"transplant"}),
    "transplant.sizes": ([5], TRANSPLANT),  # what other networks try begins with the smallest
    "transplant.tries": (41, {"transplant"}),
    "transplant.all.digits": (4, {"transplant_all"}),
    "transplant.all.sizes": ([7], {"transplant_all"}),
    "transplant.all.tries": (3, {"transplant_all"}),
    "rnn.b": ([0, 1], {"rnn", "memory"}),
    "rnn.c": ([0.5, 0.5], {"rnn", "memory", "lstm"}),
    "rnn.W": ([[1, 0], [0, 1]], {"rnn", "memory", "lstm"}),
    "rnn.U": ([[1, 0], [0, 1]], {"rnn", "memory", "lstm"}),
    "rnn.V": ([[1, 0], [0, 1]], {"rnn", "memory", "lstm"}),
    "rnn.x": ([[1, 0]], {"rnn", "memory", "lstm"}),
    "rnn.epsilon": (1e-3, {"rnn"}),
    "rnn.learning_rate": (0.1, {"rnn"}),
    "memory.steps": (400, {"memory"}),
    "memory.alphabet": (4, {"memory"}),
    "memory.units": (17, {"memory"}),
    "memory.draws": (3, {"memory"}),
    "memory.update_biases": ([2], {"memory"}),
    "memory.spectral_radii": ([0.7], {"memory"}),
    "memory.input_scale": (0.2, {"memory"}),
    "memory.gate_weight_scale": (0.2, {"memory"}),
    "memory.forget_biases": ([2], {"memory"}),
    "memory.echo_state.units": (31, {"memory"}),
    "memory.echo_state.spectral_radii": ([0.5], {"memory"}),
    "memory.echo_state.leaks": ([0.5], {"memory"}),
    "memory.echo_state.input_scale": (0.2, {"memory"}),
    "memory.echo_state.washout": (21, {"memory"}),
    "memory.echo_state.ridge": (1e-6, {"memory"}),
    "memory.echo_state.longest_delay": (41, {"memory"}),
    "motif.lags": ([4], {"motif"}),
    "motif.repeats": (1, {"motif"}),
    "motif.alphabet": (7, {"motif"}),
    "motif.motif": (2, {"motif"}),
    "motif.units": (9, {"motif"}),
    "motif.forget_biases": ([1, 2, "chrono"], {"motif"}),
    "motif.updates": (21, {"motif"}),
    "motif.batch_size": (3, {"motif"}),
    "motif.learning_rates": ([0.1], {"motif"}),
    "motif.test_sequences": (51, {"motif"}),
    "motif.threads": (2, {"motif"}),
    "motif.reversed_lags": ([4], {"motif"}),
    "motif.choosing_repeats": (2, {"motif"}),
    "motif.tanh": (["default"], {"motif"}),
    "motif.update_biases": ([1], {"motif"}),
    "motif.echo_state.units": (21, {"motif"}),
    "motif.echo_state.spectral_radii": ([0.5], {"motif"}),
    "motif.echo_state.leaks": ([0.5], {"motif"}),
    "motif.echo_state.input_scale": (0.2, {"motif"}),
    "motif.echo_state.ridge": (1e-5, {"motif"}),
    "motif.echo_state.sequences": (51, {"motif"}),
    "lstm.forget_bias": (2, {"lstm"}),
    "lstm.input_bias": (2, {"lstm"}),
    "lstm.output_bias": ([1, 2], {"lstm"}),
    "lstm.candidate_bias": (2, {"lstm"}),
    "lstm.candidate": ("sigmoid", {"lstm"}),
    "lstm.epsilon": (1e-3, {"lstm"}),
    "lstm.learning_rate": (0.1, {"lstm"}),
    "optimizers.hidden": ([8], TUNING | {"compared"}),
    "optimizers.epochs": (2, TUNING),
    "optimizers.batch_size": (50, TUNING),
    "optimizers.validation_share": (0.3, TUNING),
    "optimizers.precision": ("fp32", TUNING),
    "optimizers.threads": (2, TUNING),
    "optimizers.repeats": (3, {"fit"}),
    "optimizers.grid.sgd.learning_rate": ([0.2, 0.3], {"fit"}),
    "optimizers.grid.momentum.learning_rate": ([0.05, 0.2], {"fit"}),
    "optimizers.grid.momentum.momentum": ([0.8], {"fit"}),
    "optimizers.grid.adagrad.learning_rate": ([0.02], {"fit"}),
    "optimizers.grid.adam.learning_rate": ([0.001, 0.003], {"fit"}),
    "batch_norm.factors": ([1, 3], {"fit of batch_norm"}),
    "weight_decay.decay": (9, {"weight_decay"}),
    "weight_decay.learning_rate": (0.2, {"weight_decay"}),
    "weight_decay.batch_size": (50, {"weight_decay"}),
    "weight_decay.epochs": (2, {"weight_decay"}),
    "weight_decay.learned.decay": (9, {"weight_decay"}),
    "weight_decay.learned.images": (9, {"weight_decay"}),
    "weight_decay.learned.learning_rate": (0.2, {"weight_decay"}),
    "weight_decay.learned.target": (9, {"weight_decay"}),
    "weight_decay.learned.steps": (9, {"weight_decay"}),
    "weight_decay.learned_rate.start": (0.02, {"weight_decay"}),
    "weight_decay.learned_rate.rates": ([0.002], {"weight_decay"}),
    "weight_decay.learned_rate.target": (9, {"weight_decay"}),
    "weight_decay.learned_rate.steps": (9, {"weight_decay"}),
    "weight_decay.wide.decay": (9, {"weight_decay"}),
    "weight_decay.wide.learning_rate": (0.2, {"weight_decay"}),
    "weight_decay.wide.images": (900, {"weight_decay"}),
    "weight_decay.wide.epochs": (2, {"weight_decay"}),
    "momentum.eta": ([0, 3], {"momentum"}),
    "momentum.mu": ([0, 1], {"momentum"}),
    "momentum.points": (9, {"momentum"}),
    "momentum.steps": (99, {"momentum"}),
    "activations.units": (9, {"activations"}),
    "activations.depth": (9, {"activations"}),
    "activations.samples": (9, {"activations"}),
    "activations.draws": (9, {"activations"}),
    "conv_pool.x": ([[1, 0, 2], [0, 1, -1], [1, 2, 1]], {"conv_pool"}),
    "conv_pool.w": ([[1, -1], [0.5, 1]], {"conv_pool"}),
    "conv_pool.b": (0.2, {"conv_pool"}),
    "conv_pool.v": ([1, 1], {"conv_pool"}),
    "conv_pool.c": ([1, 1], {"conv_pool"}),
    "conv_pool.target": ([1, 1], {"conv_pool"}),
    "readout.sha256": ("0" * 64, {"readout"}),
    "readout.images": (["other.png"], {"readout"}),
    "identities.samples": (9, {"identities"}),
    "identities.units": (9, {"identities"}),
    "identities.depth": (9, {"identities"}),
    "scratch.hidden": (9, {"scratch", "compared"}),
    "scratch.epochs": (3, {"scratch"}),
    "scratch.batch_size": (50, {"scratch"}),
    "scratch.validation_share": (0.3, {"scratch"}),
    "scratch.learning_rates": ([0.5], {"scratch"}),
    "scratch.repeats": (3, {"scratch"}),
    "scratch.updates": (9, {"scratch"}),
    "autoencoder.hidden": (9, {"autoencoder"}),
    "autoencoder.bottlenecks": ([2, 4], {"autoencoder"}),
    "autoencoder.epochs": (3, {"autoencoder"}),
    "autoencoder.batch_size": (50, {"autoencoder"}),
    "autoencoder.learning_rate": (0.01, {"autoencoder"}),
    "autoencoder.warmup": (0.5, {"autoencoder"}),
    "autoencoder.repeats": (3, {"autoencoder"}),
    "autoencoder.momentum_rates": ([0.5], {"autoencoder"}),
    "autoencoder.threads": (2, {"autoencoder"}),
    "compared.quick.channels": ([4, 4, 6], {"train of quick", "compared"}),
    "compared.quick.kernels": ([3, 3, 5], {"train of quick", "compared"}),
    "compared.quick.padding": ([1, 1, 2], {"train of quick", "compared"}),
    "compared.quick.pool": ([2, 2, 1], {"train of quick", "compared"}),
    "compared.quick.epochs": (2, {"train of quick", "compared"}),
    "compared.quick.batch_size": (32, {"train of quick", "compared"}),
    "compared.quick.learning_rate": (0.01, {"train of quick", "compared"}),
    "compared.quick.warmup": (0.5, {"train of quick", "compared"}),
    "compared.quick.weight_decay": (0.1, {"train of quick", "compared"}),
    "compared.quick.label_smoothing": (0.1, {"train of quick", "compared"}),
    "segments.pages": (2, {"segments"}),
    "segments.junk": (0.3, {"segments"}),
    "segments.digits": (100, {"segments"}),
    "segments.epochs": (2, {"segments"}),
    "segments.batch_size": (50, {"segments"}),
    "segments.learning_rate": (0.01, {"segments"}),
    "segments.path_pages": (1, {"segments"}),
    "segments.precision": ("fp32", {"segments"}),
    "segments.threads": (2, {"segments"}),
    "reading.pages": (3, {"reading", "reading_of_lines"}),
    "reading.lines": (3, {"reading", "reading_of_lines"}),
    "reading.digits": (7, {"reading", "reading_of_lines"}),
    "line_network.units": (5, {"line_network"}),
    "line_network.updates": (4, {"line_network"}),
    "line_network.lines": (3, {"line_network"}),
    "line_network.width": (100, {"line_network"}),
    "line_network.gap": ([-2, 3], {"line_network"}),
    "line_network.learning_rate": (0.01, {"line_network"}),
    "line_network.precision": ("fp32", {"line_network", "context"}),
    "line_network.threads": (2, {"line_network", "context"}),
    "context.numbers": (3, {"context"}),
    "context.gap": ([-2, 3], {"context"}),
    "context.updates": (3, {"context"}),
    "context.lines": (3, {"context"}),
    "context.learning_rate": (0.01, {"context"}),
    "context.test_lines": (5, {"context"}),
    "letters.channels": ([4, 6, 9], {"letters"}),
    "letters.updates": (21, {"letters"}),
    "letters.batch_size": (50, {"letters"}),
    "letters.learning_rate": (0.02, {"letters"}),
    "letters.augmentation.rotation": (5, {"letters"}),
    "letters.augmentation.translation": (0.05, {"letters"}),
    "letters.augmentation.scale": (0.2, {"letters"}),
    "letters.augmentation.shear": (5, {"letters"}),
    "letters.augmentation.stroke": (0.5, {"letters"}),
    "letters.augmentation.noise": (0.1, {"letters"}),
    "letters.copies": (2, {"letters"}),
    "letters.threads": (2, {"letters"}),
    "live.digits": (3, {"live"}),
    "report.title": ("Another", {"report"}),
    "report.author": ("Somebody", {"report"}),
}

# Every module that scripts import: the rules whose scripts reach it.
EVERY = RULES
FORMATTED = PLOTS | {"report", "answers"}
MODULES = {
    "step.py": EVERY,
    "digitlab/__init__.py": EVERY,
    "digitlab/errors.py": EVERY,  # by way of step.py
    "digitlab/descent.py": {"train", "weight_decay", "autoencoder"} | READING | LINES | TUNING,
    "digitlab/precision.py": {"train"} | READING | LINES | TUNING,
    "digitlab/regions.py": SLID | {"sanity_checks", "separation", "answers", "plot_occlusion_all"},
    "digitlab/statistics.py": SLID
    | TRANSPLANT
    | ON_PREDICTIONS
    | {"sanity_checks", "separation", "shift_all", "shift", "optimizers", "batch_norm", "answers"}
    | SCRATCH
    | {"compared", "reading", "reading_of_lines", "context"},
    "digitlab/data/__init__.py": READ_DATA
    | READING
    | LINES
    | TUNING
    | SCRATCH
    | {"compared", "filters", "weight_decay", "readout", "answers"},
    "digitlab/data/bundled.py": {"download"},
    "digitlab/data/download.py": {"download"},
    "digitlab/data/idx.py": READ_DATA
    | TUNING
    | SCRATCH
    | READING
    | LINES
    | {"compared", "filters", "weight_decay", "answers"},
    "digitlab/data/mirrors.py": {"download"},
    "digitlab/data/mnist.py": READ_DATA
    | READING
    | LINES
    | TUNING
    | SCRATCH
    | {"compared", "filters", "weight_decay", "answers"},
    "digitlab/data/torchvision.py": {"readout"},
    "digitlab/data/transfer.py": {"download", "readout"},
    "digitlab/cnn/__init__.py": ON_NETWORKS | READING | LINES | {"scratch", "compared"},
    "digitlab/cnn/augmentation.py": {"train", "line_network", "context"},
    "digitlab/cnn/calibration.py": {"calibration"},
    "digitlab/cnn/examples.py": CHOOSE,
    "digitlab/cnn/excitation.py": {"separation"},
    "digitlab/cnn/feature_maps.py": {"feature_maps", "separation", "filters", "activating_patches"},
    "digitlab/cnn/filters.py": {"filters", "activating_patches"},
    "digitlab/cnn/inference.py": SHIFT
    | SLID
    | TRANSPLANT
    | READING
    | {"sanity_checks", "train", "reading_of_lines"},
    "digitlab/cnn/live.py": {"live"},
    "digitlab/cnn/mistakes.py": {"mistakes", "scratch"},
    "digitlab/cnn/network.py": (ON_NETWORKS - ON_PREDICTIONS) | READING | LINES | {"compared"},
    "digitlab/cnn/places.py": {"separation"},
    "digitlab/cnn/separation.py": {"separation"},
    "digitlab/cnn/store.py": {"train"},
    "digitlab/cnn/train.py": {"train"},
    "digitlab/check/__init__.py": {"published"},
    "digitlab/check/answer_file.py": set(),  # of `snakemake check` and `template` alone, as all of set() here
    "digitlab/check/causes.py": {"published"},
    "digitlab/check/computed.py": {"published"},
    "digitlab/check/figures.py": {"published"},
    "digitlab/check/judge.py": {"published"},
    "digitlab/check/reader.py": set(),
    "digitlab/check/schema.py": set(),
    "digitlab/check/sheets.py": set(),
    "digitlab/check/slips.py": {"published"},
    "digitlab/check/template.py": set(),
    "digitlab/check/ways.py": {"published"},
    "digitlab/choices/__init__.py": CHOICES | OF_CHOICES | {"scratch", "plot_scratch", "compared", "answers"},
    "digitlab/choices/activations.py": {"activations"},
    "digitlab/choices/comparison.py": {"optimizers", "batch_norm", "scratch", "letters"},
    "digitlab/choices/conv_pool.py": {"activations", "conv_pool"},
    "digitlab/choices/momentum.py": {"momentum"},
    "digitlab/choices/names.py": OF_CHOICES
    | {"optimizers", "batch_norm", "scratch", "plot_scratch", "answers"},
    "digitlab/choices/optimizers.py": TUNING,
    "digitlab/choices/readout.py": {"readout"},
    "digitlab/choices/selection.py": TUNING | {"optimizers", "batch_norm", "scratch", "compared"},
    "digitlab/choices/stacked.py": TUNING,
    "digitlab/choices/weight_decay.py": {"weight_decay"},
    **{
        f"digitlab/reading/{name}.py": READING | {"reading_of_lines"}
        for name in ("chains", "conditions", "cuts", "ink", "junk", "lines", "normalise", "paths", "segments")
    },
    **{
        f"digitlab/reading/{name}.py": READING | {"reading_of_lines", "context"}
        for name in ("degraded", "pages")
    },
    "digitlab/reading/__init__.py": READING | LINES,
    "digitlab/reading/line_network.py": LINES,
    **{
        f"digitlab/reading/{name}.py": {"line_network", "context"}
        for name in ("line_training", "made_up_lines")
    },
    "digitlab/reading/ctc.py": {"reading_of_lines", "context"},
    **{f"digitlab/reading/{name}.py": {"reading_of_lines"} for name in ("forced", "line_reader")},
    **{f"digitlab/reading/{name}.py": {"context"} for name in ("context", "context_study")},
    "digitlab/reading/candidates.py": {"segments"},
    "digitlab/reading/fitting.py": {"segments"},
    **{f"digitlab/reading/{name}.py": {"reading"} for name in ("components", "isolated", "ways")},
    **{f"digitlab/reading/{name}.py": {"reading", "reading_of_lines"} for name in ("measure", "reader")},
    "digitlab/reading/scoring.py": {"reading", "reading_of_lines", "context"},
    "digitlab/reading/glyphs.py": {"letters"},
    "digitlab/reading/letters.py": {"letters"},
    "digitlab/reading/misread.py": {"letters"},
    # Of pictures of the reader's own alone: test_own_pages.py.
    "digitlab/reading/doubt.py": set(),
    "digitlab/reading/own_limits.py": set(),
    "digitlab/reading/own_reader.py": set(),
    "digitlab/reading/photographs.py": set(),
    "digitlab/scratch/__init__.py": SCRATCH | {"identities", "compared"},
    "digitlab/scratch/autoencoder.py": {"autoencoder"},
    "digitlab/scratch/compared.py": {"compared"},
    "digitlab/scratch/identities.py": {"identities"},
    "digitlab/scratch/network.py": {"scratch", "identities"},
    "digitlab/scratch/reconstruction.py": {"autoencoder"},
    "digitlab/scratch/scratch.py": {"scratch"},
    "digitlab/scratch/starts.py": {"scratch"},
    "digitlab/scratch/training.py": {"scratch"},
    "digitlab/robustness/__init__.py": SHIFT | SLID | TRANSPLANT | {"sanity_checks"},
    "digitlab/robustness/controls.py": {"transplant_all"},
    "digitlab/robustness/defaults.py": {"shift_all"},
    "digitlab/robustness/occlusion.py": SLID | {"sanity_checks"},
    "digitlab/robustness/parts.py": {"occlusion_all"},
    "digitlab/robustness/sanity_checks.py": {"sanity_checks"},
    "digitlab/robustness/shift.py": SHIFT,
    "digitlab/robustness/transplant.py": TRANSPLANT,
    "digitlab/sequences/__init__.py": SEQUENCES | {"plot_memory", "plot_motif", "answers"},
    "digitlab/sequences/bptt.py": UNROLLED - {"published"},
    "digitlab/sequences/differences.py": {"rnn", "lstm"},
    "digitlab/sequences/echo_state.py": {"memory", "motif"},
    "digitlab/sequences/gru.py": {"memory"},
    "digitlab/sequences/loss.py": UNROLLED,
    "digitlab/sequences/lstm.py": UNROLLED,
    "digitlab/sequences/lstm_worked.py": {"lstm"},
    "digitlab/sequences/matrices.py": {"memory", "motif"},
    "digitlab/sequences/memory.py": {"memory"},
    "digitlab/sequences/motif.py": {"motif"},
    "digitlab/sequences/readers.py": {"motif"},
    "digitlab/sequences/stacked.py": {"motif"},
    "digitlab/sequences/names.py": {"memory", "plot_memory", "plot_motif", "answers"},
    "digitlab/sequences/published.py": {"published"},
    "digitlab/sequences/rnn.py": UNROLLED,
    "digitlab/sequences/worked.py": {"rnn"},
    "digitlab/answers/__init__.py": {"answers", "report"},
    "digitlab/answers/ablation.py": {"answers"},
    "digitlab/answers/activations.py": {"answers"},
    "digitlab/answers/autoencoder.py": {"answers"},
    "digitlab/answers/batch_norm.py": {"answers"},
    "digitlab/answers/left_out.py": {"answers", "report"},
    "digitlab/answers/networks.py": {"answers"},
    "digitlab/answers/calibration.py": {"answers"},
    "digitlab/answers/chapters.py": {"answers", "report"},
    "digitlab/answers/compared.py": {"answers"},
    "digitlab/answers/context.py": {"answers"},
    "digitlab/answers/conv_pool.py": {"answers"},
    "digitlab/answers/data.py": {"answers"},
    "digitlab/answers/default_label.py": {"answers"},
    "digitlab/answers/environment.py": {"answers"},
    "digitlab/answers/far_moves.py": {"answers"},
    "digitlab/answers/feature_maps.py": {"answers"},
    "digitlab/answers/filters.py": {"answers"},
    "digitlab/answers/identities.py": {"answers"},
    "digitlab/answers/line_network.py": {"answers"},
    "digitlab/answers/live.py": {"answers"},
    "digitlab/answers/letters.py": {"answers"},
    "digitlab/answers/lstm.py": {"answers"},
    "digitlab/answers/memory.py": {"answers"},
    "digitlab/answers/mistakes.py": {"answers"},
    "digitlab/answers/momentum.py": {"answers"},
    "digitlab/answers/motif.py": {"answers"},
    "digitlab/answers/occlusion.py": {"answers"},
    "digitlab/answers/occlusion_parts.py": {"answers"},
    "digitlab/answers/optimizers.py": {"answers"},
    "digitlab/answers/others.py": {"answers"},
    "digitlab/answers/reading.py": {"answers"},
    "digitlab/answers/own_pages.py": {"answers"},
    "digitlab/answers/readout.py": {"answers"},
    "digitlab/answers/rnn.py": {"answers"},
    "digitlab/answers/sanity_checks.py": {"answers"},
    "digitlab/answers/scratch.py": {"answers"},
    "digitlab/answers/section.py": {"answers"},
    "digitlab/answers/sections.py": {"answers"},
    "digitlab/answers/shift.py": {"answers"},
    "digitlab/answers/steadiness.py": {"answers"},
    "digitlab/answers/sweep.py": set(),  # of `snakemake sweep` alone
    "digitlab/answers/tables.py": {"answers"},
    "digitlab/answers/training.py": {"answers"},
    "digitlab/answers/transplant.py": {"answers"},
    "digitlab/answers/unrolled.py": {"answers"},
    "digitlab/answers/weight_decay.py": {"answers"},
    "digitlab/report/__init__.py": PLOTS | {"report", "answers"},
    "digitlab/report/drawings.py": {"report"},
    "digitlab/report/contents.py": {"report"},
    "digitlab/report/formats.py": FORMATTED,
    "digitlab/report/headings.py": {"report"},
    "digitlab/report/page.py": {"report"},
    "digitlab/report/palette.py": PLOTS | {"report"},
    "digitlab/report/references.py": {"report"},
    "digitlab/report/runs.py": set(),  # of `snakemake compare` alone
    "digitlab/report/symbols.py": {"report"},
    "digitlab/report/terms.py": {"report"},
    "figures/__init__.py": PLOTS,
    "figures/style.py": PLOTS,
    "figures/autoencoders.py": {"plot_autoencoder"},
    "figures/calibration.py": {"plot_calibration"},
    "figures/choices.py": OF_CHOICES | {"plot_scratch"},
    "figures/compared.py": {"plot_compared"},
    "figures/identities.py": {"plot_identities"},
    "figures/kernels.py": {"plot_filters", "plot_activating_patches"},
    "figures/live.py": {"plot_live"},
    "figures/maps.py": {"plot_feature_maps", "plot_separation"},
    "figures/mistakes.py": {"plot_mistakes", "plot_scratch"},
    "figures/letters.py": {"plot_letters"},
    "figures/own_pages.py": set(),  # of pictures of the reader's own alone
    "figures/reading.py": {"plot_reading", "plot_line_network"},
    "figures/line_network.py": {"plot_line_network"},
    "figures/context.py": {"plot_context"},
    "figures/scratch.py": {"plot_scratch"},
    "figures/occlusions.py": PLOTS_OF_SLID,
    "figures/sanity_checks.py": {"plot_sanity_checks"},
    "figures/memory.py": {"plot_memory", "plot_motif"},
    "figures/worked.py": {"plot_rnn", "plot_lstm"},
    "figures/shifts.py": {"plot_shift", "plot_shift_all"},
    "figures/sweeps.py": set(),  # of `snakemake sweep` alone
    "figures/thumbnails.py": {
        *("plot_shift", "plot_occlusion", "plot_transplant", "plot_calibration", "plot_memory")
    },
    "figures/training.py": {"plot_train"},
    "figures/transplants.py": {"plot_transplant", "plot_transplant_all"},
}
# What the letters share with others.
MODULES |= {
    f"digitlab/{name}.py": MODULES[f"digitlab/{name}.py"] | {"letters"}
    for name in (
        *("choices/__init__", "choices/names", "choices/selection", "cnn/__init__", "cnn/augmentation"),
        *("cnn/network", "data/__init__", "data/idx", "data/mnist", "descent", "statistics"),
        *("reading/__init__", "reading/normalise"),
    )
}
# Keys whose value is one thing, though YAML shows parts.
WHOLE = {
    *("cnn.epochs", "cnn.batch_size", "compared.quick.epochs", "compared.quick.batch_size"),
    *("data.sha256", "sweep.grid"),
}
