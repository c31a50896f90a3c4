"""What is kept about people and how long; the sweep that ends it, and the life of the keys."""
