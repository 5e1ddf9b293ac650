"""What the fleet is measured against."""
