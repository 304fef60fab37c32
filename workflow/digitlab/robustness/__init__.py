"""What the network does when a digit is moved, covered or pieced together."""
