"""Running: a plan's reports, each checked, executed by Papermill and recorded as it ended."""
