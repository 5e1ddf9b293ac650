"""What travels and what is kept: topics, events, requests, answers, their rules and their wire format."""
