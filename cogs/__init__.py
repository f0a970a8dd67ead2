"""What people type: one file per group of commands, thin. Rules are in bot/core/, sentences in bot/chat/wording.py."""
