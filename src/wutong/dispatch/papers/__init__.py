"""The brief and the minutes on paper: text for the chat group, Word, Excel."""
