"""What those who run a server type, all below /imagine-admin: one file per group of commands, thin."""
