"""A fully connected network without a framework, an autoencoder with one, and what they show."""
