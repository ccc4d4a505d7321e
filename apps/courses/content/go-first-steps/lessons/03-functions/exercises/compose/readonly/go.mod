module compose

go 1.21
