"""The only Pillow: looks at result files and makes those fit that are over the upload limit."""
