"""What the doctor looks at: one module for each side of the bot's world; each only looks, and reports findings."""
