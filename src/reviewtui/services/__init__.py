"""What the user means: one public function, one intention, one transaction."""
