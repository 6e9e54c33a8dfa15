"""What an article is to those that we hold; pure."""
