"""The convolutional network: training it and looking inside."""
