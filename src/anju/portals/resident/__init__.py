"""The pages of residents: reporting without a sign-in, following a report, what was reported here."""
