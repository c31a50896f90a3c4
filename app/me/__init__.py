"""What a signatory sees, changes and takes back by themselves, and how they come to it."""
