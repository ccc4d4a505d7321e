module playlist

go 1.21
