"""The concepts agent: explains what a student asks about, as deep as their mastery allows, and shows the way there."""
