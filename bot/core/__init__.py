"""The product: what a person may ask, what becomes of it, and who is charged for it. Standard library only."""
