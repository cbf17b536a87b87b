"""What the choice by cost is worth beside the simple rules, over homes and price years; see __main__."""
