"""The pages of the audit log. They lie here because the log itself lies beneath those who may read it."""
