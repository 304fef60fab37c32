"""What the optimizers are called: by the keys of the config's grid."""

OPTIMIZERS = {"sgd": "SGD", "momentum": "SGD with momentum", "adagrad": "AdaGrad", "adam": "Adam"}
# The same by the names that the published figures have.
PUBLISHED = {"sgd": "sgd", "momentum": "sgd_momentum", "adagrad": "adagrad", "adam": "adam"}
