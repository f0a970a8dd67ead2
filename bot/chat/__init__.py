"""discord.py that is no command: the client, the messages of jobs, the buttons, and every sentence a person reads."""
