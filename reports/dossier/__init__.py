"""Who was qualified for a post on a day, with proof: docs/dossier.md."""
