"""What the choices made in training do."""
